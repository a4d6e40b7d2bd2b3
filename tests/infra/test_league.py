"""Of a league table the bucket forgets whose rows were whose, and never what was published."""

from typing import Any


def test_cases_are_forgotten_a_year_later_and_published_tables_never(template: Any) -> None:
    rules = template["Resources"]["MediaBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    ends = {rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule}
    assert 366 < ends["league-drafts/"] < 730
    assert not [prefix for prefix in ends if "league/".startswith(prefix)]


def test_who_computes_only_writes_cases_and_who_shows_them_only_reads(policies: Any) -> None:
    def allowed(function: str) -> set[str]:
        named = [one for one in policies[function] if "league-drafts/" in str(one["Resource"])]
        return {
            action for one in named for action in ([one["Action"]] if isinstance(one["Action"], str) else one["Action"])
        }

    assert (allowed("fold_days"), allowed("rehearse")) == ({"s3:PutObject"}, {"s3:PutObject"})
    assert allowed("api_handler") == {"s3:GetObject"}
