"""A sheet of dossiers as Excel saves it: read, refused with every fault, or kept with a result a row."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.dossier import views
from chalicelib.dossier.importing import LIMIT, Importing
from chalicelib.dossier.sheet import MOST_ROWS, read
from chalicelib.errors import Forbidden, NotFound, TooLarge, Unprocessable
from infra import dossiers
from tests.builders import HANDLER, SLUG
from tests.dossier.office import CODE, WARD, Office, asked, body, key

ZONE = "Asia/Ho_Chi_Minh"
HEAD = "Mã hồ sơ;Cơ quan thụ lý;Tình trạng;Ngày nhận kết quả;Giấy tờ còn thiếu;Cập nhật lúc;4 số cuối điện thoại;Mã thủ tục"
ROW = (
    f'{CODE};Sở Xây dựng;Yêu cầu bổ sung giấy tờ;01/12/2026;"Bản sao giấy phép| Bản vẽ";17/11/2026 09:00;4567;1.004873'
)
PLAIN = (
    "code,agency,status,updated_at,missing_papers\n"
    + f"{CODE},Sở Xây dựng,more_papers,2026-11-17T09:00:00+07:00,Bản vẽ\n"
)


def sheet(*rows: str, head: str = HEAD, mark: bytes = b"\xef\xbb\xbf") -> bytes:
    return mark + "\r\n".join((head, *rows)).encode()


def test_a_sheet_out_of_excel_is_read_as_a_bulk() -> None:
    (only,) = read(sheet(ROW), ZONE).rows
    assert only == (2, {
        "code": CODE, "agency": "Sở Xây dựng", "status": "more_papers", "result_on": "2026-12-01",
        "missing_papers": ["Bản sao giấy phép", "Bản vẽ"], "updated_at": "2026-11-17T09:00:00+07:00",
        "applicant": {"phone_tail": "4567"}, "procedure": "1.004873",
    })  # fmt: skip
    (other,) = read(PLAIN.encode(), ZONE).rows
    assert (other[1]["status"], other[1]["missing_papers"], other[1]["result_on"]) == ("more_papers", ["Bản vẽ"], None)
    bare = "ma ho so;co quan;trang thai;ngay cap nhat"
    assert (
        read(sheet(f"{CODE};Sở;da tra ket qua;17/11/2026", head=bare, mark=b""), ZONE).rows[0][1]["status"]
        == "returned"
    )


@pytest.mark.parametrize(("body", "faults"), [
    (b"", [(1, "", "the first line names the columns")]),
    ("Mã hồ sơ".encode("cp1258", "replace"), [(1, "", "the file is not UTF-8")]),
    (b"\xff\xfea", [(1, "", "the file is not UTF-8")]),
    (sheet(), [(1, "", f"from 1 to {MOST_ROWS} rows")]),
    (sheet(ROW, head=HEAD.replace("Mã thủ tục", "Ghi chú")), [(1, "Ghi chú", "no such column")]),
    (sheet("x", head="Mã hồ sơ;mã hồ sơ;agency;status"), [
        (1, "Mã hồ sơ", "this column is there twice"), (1, "mã hồ sơ", "this column is there twice"),
        (1, "thời điểm cập nhật", "this column is missing")]),
    (sheet(ROW, "", f"{CODE};Sở"), [(4, "", "not as many cells as columns")]),
    (sheet(ROW.replace("| ", "\n"), "", f"{CODE};Sở"), [(4, "", "not as many cells as columns")]),
    (sheet(ROW.replace("| ", "\r\n"), '"never closed;x'), [(3, "", "the quotes of this row do not close")]),
    (sheet(ROW, '"never closed;x'), [(3, "", "the quotes of this row do not close")]),
    (sheet(ROW, f"{ROW};;x", f"{ROW};x", head=f"{HEAD};;"), [
        (3, "", "not as many cells as columns"), (4, "", "not as many cells as columns")]),
    (sheet(ROW, head="sep=|\r\nMã hồ sơ|Cơ quan"), [
        (1, "sep=|", "no such column"), (1, "mã hồ sơ", "this column is missing"),
        (1, "cơ quan thụ lý", "this column is missing"), (1, "tình trạng", "this column is missing"),
        (1, "thời điểm cập nhật", "this column is missing")]),
])  # fmt: skip
def test_what_is_no_sheet_is_told_where(body: bytes, faults: list[Any]) -> None:
    found = read(body, ZONE)
    assert (found.rows, [tuple(fault) for fault in found.faults]) == ((), faults)


@pytest.mark.parametrize("text", [
    f"sep=;\r\n{HEAD}\r\n{ROW}\r\n", f'"sep=;"\n{HEAD}\n{ROW}', f"SEP=;;;\r\n{HEAD}\r\n{ROW}",
    f"{HEAD};;\r\n{ROW};;\r\n", f"{HEAD};\r\n{ROW}", f"{HEAD}\r\n{ROW}; ;\r\n",
    f"{HEAD}\r\n{ROW}\r\n;;;;;;;\r\n;\r\n\r\n", f"\r\n{HEAD}\r\n{ROW}",
    *(f"{HEAD}\r\n{ROW}\r\n".replace(";", mark) for mark in ",\t"),
    f"sep=\t\r\n{HEAD}\t\r\n{ROW}\r\n\t\t".replace(";", "\t"),
])  # fmt: skip
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])  # the last is Excel's «Unicode Text»
def test_what_excel_adds_to_a_sheet_or_leaves_out_changes_nothing(text: str, code: str) -> None:
    found = read(text.encode(code), ZONE)
    assert ([row for _, row in found.rows], found.faults) == ([row for _, row in read(sheet(ROW), ZONE).rows], ())


def test_the_line_that_names_the_separator_is_none_that_a_person_counts() -> None:
    wrong = ROW.replace("4567", "67")
    assert [fault.row for fault in read(sheet(ROW, wrong, head=f"sep=;\r\n{HEAD}"), ZONE).faults] == [3]


def test_empty_cells_at_the_end_of_a_row_may_be_left_out() -> None:
    bare = ROW.rsplit(";", 2)[0]  # neither digits nor procedure
    whole, short = (read(sheet(ROW, row), ZONE).rows[1] for row in (f"{bare};;", bare))
    assert short == whole
    assert "applicant" not in short[1]
    (fault,) = read(sheet(f"{CODE};Sở;done;", head="code;agency;status;updated_at"), ZONE).faults
    assert fault[:2] == (2, "updated_at"), "one that is needed is not left out but empty"


def test_every_fault_is_told_with_its_row_and_column_and_nothing_is_kept() -> None:
    office = Office()
    wrong = ROW.replace("4567", "67").replace("01/12/2026", "31/02/2026").replace("Yêu cầu bổ sung giấy tờ", "Sắp xong")
    with pytest.raises(Unprocessable) as refusal:
        Importing(office.room).take(SLUG, sheet(ROW, wrong, ROW.replace(CODE, "H49")), key(), dry=False)
    told = {(fault["row"], fault["column"]) for fault in refusal.value.facts["faults"]}
    assert told == {
        (3, "4 số cuối điện thoại"), (3, "Ngày nhận kết quả"), (3, "Tình trạng"), (4, "Mã hồ sơ"),
    }  # fmt: skip
    assert office.cabinet.saved == 0


def test_rows_are_kept_in_order_each_with_its_result_and_a_dry_run_says_the_same() -> None:
    office = Office()
    room, later = (
        Importing(office.room),
        ROW.replace("09:00", "10:00").replace("Yêu cầu bổ sung giấy tờ", "Đã xử lý xong"),
    )
    whole = sheet(ROW, later, ROW, ROW.replace("17/11/2026", "17/11/2027"))
    dry = views.imported(room.take(SLUG, whole, key(), dry=True))
    assert office.cabinet.saved == 0
    made = views.imported(room.take(SLUG, whole, key(), dry=False))
    assert made["results"] == dry["results"]
    assert [(row["row"], row["result"]) for row in made["results"]] == [
        (2, "created"), (3, "updated"), (4, "outdated"), (5, "ahead"),
    ]  # fmt: skip
    assert made["counts"] == {"created": 1, "updated": 1, "outdated": 1, "ahead": 1}
    assert office.room.look_up(SLUG, asked(), WARD).procedure == "1.004873"
    again = views.imported(room.take(SLUG, sheet(later), key(), dry=False))
    assert again["counts"] == {"unchanged": 1}


def test_rows_no_time_was_left_for_are_named() -> None:
    office = Office()
    room = Importing(office.room, timedelta(microseconds=-1))
    assert views.imported(room.take(SLUG, sheet(ROW), key(), dry=False))["counts"] == {"try_again": 1}
    assert Importing(office.room, None).take(SLUG, sheet(ROW), key(), dry=False).counts == {"created": 1}


def test_only_a_key_of_the_province_that_may_imports_and_not_without_measure() -> None:
    room = Importing(Office().room)
    for actor, refusal in (
        (HANDLER, Forbidden),
        (key(scopes=frozenset()), Forbidden),
        (key(tenant="tinh-khac"), NotFound),
    ):
        with pytest.raises(refusal):
            room.take(SLUG, sheet(ROW), actor, dry=True)
    with pytest.raises(TooLarge):
        room.take(SLUG, b"x" * (LIMIT + 1), key(), dry=True)


def test_the_desk_imports_without_haste_and_says_what_was_not_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room, file = Importing(Office().room, None), tmp_path / "ho-so.csv"
    given = dossiers._parser().parse_args([str(file), "--province", SLUG, "--stage", "local", "--author", "ks"])
    for rows, code, said in (
        ((ROW, ROW.replace("17/11/2026", "17/11/2027")), 3, "row 3"), ((ROW,), 0, "unchanged: 1"),
        ((ROW.replace("4567", "67"),), 2, "row 2, 4 số cuối điện thoại"),
    ):  # fmt: skip
        file.write_bytes(sheet(*rows))
        assert dossiers.imported(room, given) == code
        told = capsys.readouterr()
        assert said in told.out + told.err


def test_what_a_desk_imports_is_nobodys_until_a_key_writes_it_or_the_keys_it_names(tmp_path: Path) -> None:
    office, file = Office(), tmp_path / "ho-so.csv"
    line = [str(file), "--province", SLUG, "--stage", "local", "--author", "ks"]

    def desk(row: str, *more: str) -> int:
        file.write_bytes(sheet(row))
        return dossiers.imported(Importing(office.room, None), dossiers._parser().parse_args([*line, *more]))

    later, latest = ROW.replace("09:00", "10:00"), ROW.replace("09:00", "11:00")
    assert desk(ROW) == 0
    ((code, found),) = ((code, each) for (_, code), each in office.cabinet.kept.items())
    assert found.by == ""
    fresh = body(updated_at="2026-11-17T23:00:00+07:00", status="done")
    assert office.room.put(SLUG, code, fresh, key("key:7")).result == "updated"
    assert desk(later) == 3, "another key's"
    assert desk(latest, "--key", "7") == 0, "outdated, and its own"
    assert office.cabinet.kept[SLUG, code].by == "key:7"
