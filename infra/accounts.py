"""Pages and OAs from a desk with AWS credentials: how they stand, their tokens, their apps' secrets.

python -m infra.accounts --stage prod status [--province SLUG]
    state, tokens, last webhook, subscription
python -m infra.accounts --stage prod resume zalo/OA
    it may send again: its trouble is mended
python -m infra.accounts --stage prod grant-url zalo/OA --redirect URL --state-file FILE
    the page on which an administrator of the OA grants access
python -m infra.accounts --stage prod grant zalo/OA --state-file FILE
    then the code, or the whole address it came in, from standard input
python -m infra.accounts --stage prod page-token facebook/PAGE
    a page token from standard input: tried, then kept
python -m infra.accounts --stage prod rotate facebook/APP
    a new app secret (Zalo: OA secret key) from standard input; the old one is taken for a week, or until --drop
python -m infra.accounts --stage prod subscribe facebook/PAGE
    our app to every field we read

Secrets are read from standard input only and never shown. Exit code 2 for what is refused.
"""

import argparse
import getpass
import os
import sys
from pathlib import Path

from infra.accounts_desk import Desk, Refused
from infra.deploy import Target
from infra.desk import seated, target_of
from infra.package import REGION, STAGES


def main(arguments: list[str] | None = None) -> int:
    given = parser().parse_args(arguments)
    if not seated(_target(given)):
        return 1
    return answered(_desk(), given)


def answered(desk: Desk, given: argparse.Namespace) -> int:
    """What the desk does, printed; what it refuses, on standard error."""
    from chalicelib.errors import PetitionError

    try:
        sys.stdout.writelines(f"{line}\n" for line in desk.does(given))
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    except PetitionError as error:
        facts = "".join(f"; {name}: {value}" for name, value in error.facts.items() if value is not None)
        sys.stderr.write(f"{error}{facts}\n")
        return 2
    return 0


def secret_from_stdin(prompt: str) -> str:
    """One line: without an echo at a terminal, else from the pipe. Never from the arguments, which others can see."""
    return (getpass.getpass(f"{prompt}: ") if sys.stdin.isatty() else sys.stdin.readline()).strip()


def _desk() -> Desk:
    from chalicelib import wiring

    watch, now = wiring.watch(), wiring.utc_now
    return Desk(wiring.provinces(), watch.standings, watch.tokens, watch.pages, watch.safe, secret_from_stdin, now)


def _target(given: argparse.Namespace) -> Target:
    if given.endpoint:
        os.environ["AWS_ENDPOINT_URL"] = given.endpoint
        return Target(given.stage, given.endpoint, given.region)
    return target_of(given.stage, given.region)


def parser() -> argparse.ArgumentParser:
    about = argparse.RawDescriptionHelpFormatter
    words = argparse.ArgumentParser(prog="python -m infra.accounts", description=__doc__, formatter_class=about)
    words.add_argument("--stage", choices=STAGES, required=True)
    words.add_argument("--region", default=REGION)
    words.add_argument("--endpoint", metavar="URL", help="of a cloud that is not AWS")
    commands = words.add_subparsers(dest="command", required=True)
    commands.add_parser("status").add_argument("--province", default="")
    for name in ("resume", "grant-url", "grant", "page-token", "subscribe"):
        commands.add_parser(name).add_argument("account", metavar="CHANNEL/ID")
    commands.add_parser("rotate").add_argument("app", metavar="CHANNEL/APP")
    of = commands.choices
    of["rotate"].add_argument("--drop", action="store_true", help="the old secret is taken no longer")
    of["grant-url"].add_argument("--redirect", required=True, metavar="URL", help="as registered with the app")
    for name in ("grant-url", "grant"):
        of[name].add_argument("--state-file", required=True, type=Path, metavar="FILE")
    return words


if __name__ == "__main__":
    sys.exit(main())
