"""Importing: good rows go in, bad rows are set aside with line and reason, and doing it twice changes nothing more."""

import json
from pathlib import Path
from typing import Any

import pytest
from unit.portfolio.test_import_rows import ACCOUNT, DEBTOR, OBSERVATION, PAYMENT

from portfolio.failures import BadInput
from portfolio.importing import Quarantined, import_lines
from portfolio.importing.mapping import load_mapping
from portfolio.ledger import Ledger
from portfolio.words import Channel

EVERYTHING = [DEBTOR, ACCOUNT, PAYMENT, OBSERVATION]


@pytest.fixture
def quarantine(tmp_path: Path) -> Path:
    return tmp_path / "var"


def written(tmp_path: Path, *rows: Any, name: str = "book.jsonl") -> Path:
    file = tmp_path / name
    file.write_text("".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def test_a_good_file_goes_in_whole(empty_ledger: Ledger, tmp_path: Path, quarantine: Path) -> None:
    report = import_lines(empty_ledger, written(tmp_path, *EVERYTHING), quarantine_dir=quarantine)
    assert (report.rows, report.accepted, report.quarantined, report.quarantine_file) == (4, 4, (), None)
    debtor = empty_ledger.debtor("d1")
    assert debtor is not None
    assert debtor.name == "李强"
    assert empty_ledger.check_answer("d1", "id_last4", "3821")
    assert [one.channel for one in empty_ledger.consents("d1")] == [Channel.VOICE]
    assert str(empty_ledger.accounts("d1")[0].balance.amount) == "3680.00"
    assert empty_ledger.payments("a1")[0].amount.currency == "CNY"
    assert empty_ledger.observations("d1")[0].purpose == "post_loan_management"


def test_importing_twice_changes_nothing_more(empty_ledger: Ledger, tmp_path: Path, quarantine: Path) -> None:
    file = written(tmp_path, *EVERYTHING)
    for _ in range(2):
        import_lines(empty_ledger, file, quarantine_dir=quarantine)
    assert len(empty_ledger.all_debtors()) == len(empty_ledger.accounts("d1")) == len(empty_ledger.payments("a1")) == 1
    assert len(empty_ledger.consents("d1")) == len(empty_ledger.observations("d1")) == 1


def test_bad_rows_are_set_aside_and_the_rest_goes_in(empty_ledger: Ledger, tmp_path: Path, quarantine: Path) -> None:
    file = written(
        tmp_path,
        DEBTOR,
        "{not json\n",
        "\n",
        ACCOUNT | {"balance": "-5"},
        PAYMENT | {"account": "a9"},
        OBSERVATION | {"debtor": "d9"},
        ACCOUNT,
    )
    report = import_lines(empty_ledger, file, quarantine_dir=quarantine)
    assert (report.rows, report.accepted) == (6, 2)
    assert [one.line for one in report.quarantined] == [2, 4, 5, 6]
    assert report.quarantined[0] == Quarantined(2, "not a line of JSON")
    assert report.quarantined[2] == Quarantined(5, "account: there is no account of this id")
    assert report.quarantine_file == quarantine / "quarantine-book.jsonl"
    kept = [json.loads(line) for line in (quarantine / "quarantine-book.jsonl").read_text(encoding="utf-8").splitlines()]
    assert kept == [{"line": one.line, "reason": one.reason} for one in report.quarantined]
    assert len(empty_ledger.accounts("d1")) == 1


def test_the_quarantine_file_is_gone_once_the_file_is_mended(empty_ledger: Ledger, tmp_path: Path, quarantine: Path) -> None:
    import_lines(empty_ledger, written(tmp_path, DEBTOR, "x\n"), quarantine_dir=quarantine)
    assert list(quarantine.iterdir())
    import_lines(empty_ledger, written(tmp_path, DEBTOR), quarantine_dir=quarantine)
    assert not list(quarantine.iterdir())


def test_a_row_may_come_before_the_one_that_it_refers_to(empty_ledger: Ledger, tmp_path: Path, quarantine: Path) -> None:
    report = import_lines(empty_ledger, written(tmp_path, *reversed(EVERYTHING)), quarantine_dir=quarantine)
    assert (report.accepted, report.quarantined) == (4, ())
    assert len(empty_ledger.payments("a1")) == 1


def test_a_row_may_refer_to_what_an_earlier_file_brought(empty_ledger: Ledger, tmp_path: Path, quarantine: Path) -> None:
    import_lines(empty_ledger, written(tmp_path, DEBTOR, ACCOUNT), quarantine_dir=quarantine)
    assert import_lines(empty_ledger, written(tmp_path, PAYMENT), quarantine_dir=quarantine).accepted == 1


def test_an_account_never_changes_hands_or_currency(empty_ledger: Ledger, tmp_path: Path, quarantine: Path) -> None:
    other = DEBTOR | {"id": "d2"}
    file = written(tmp_path, DEBTOR, other, ACCOUNT, ACCOUNT | {"debtor": "d2"}, ACCOUNT | {"currency": "USD"})
    report = import_lines(empty_ledger, file, quarantine_dir=quarantine)
    assert [one.line for one in report.quarantined] == [4, 5]
    assert empty_ledger.accounts("d2") == ()


def test_a_dry_run_reports_the_same_and_takes_nothing(empty_ledger: Ledger, tmp_path: Path, quarantine: Path) -> None:
    file = written(tmp_path, *EVERYTHING, PAYMENT | {"account": "a9"})
    dry = import_lines(empty_ledger, file, dry_run=True, quarantine_dir=quarantine)
    assert empty_ledger.all_debtors() == ()
    assert not quarantine.exists()
    real = import_lines(empty_ledger, file, quarantine_dir=quarantine)
    assert (dry.rows, dry.accepted, dry.quarantined) == (real.rows, real.accepted, real.quarantined)


def test_progress_counts_the_bytes_to_the_end(empty_ledger: Ledger, tmp_path: Path, quarantine: Path) -> None:
    file = written(tmp_path, *[DEBTOR | {"id": f"d{n}"} for n in range(1200)])
    told: list[tuple[int, int]] = []
    import_lines(empty_ledger, file, progress=lambda done, size: told.append((done, size)), quarantine_dir=quarantine)
    size = file.stat().st_size
    assert told[-1] == (size, size)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(empty_ledger.all_debtors()) == 1200


def test_a_csv_file_with_our_names_needs_no_mapping(empty_ledger: Ledger, tmp_path: Path, quarantine: Path) -> None:
    file = written(
        tmp_path,
        "kind,id,name,locale,phones,region,time_zone,jurisdiction,verification.id_last4,consents.voice\n",
        'debtor,d1,"李, 强",zh-CN,+8613800000000;+8613800000001,CN-44,Asia/Shanghai,CN,0821,2026-01-02T00:00:00+08:00\n',
        "debtor,d2,王晓明,zh-CN,nonsense,CN-44,Asia/Shanghai,CN,1234,\n",
        "debtor,d3,too few cells\n",
        name="book.csv",
    )
    report = import_lines(empty_ledger, file, quarantine_dir=quarantine)
    assert [one.line for one in report.quarantined] == [3, 4]
    debtor = empty_ledger.debtor("d1")
    assert debtor is not None
    assert (debtor.name, debtor.phones) == ("李, 强", ("+8613800000000", "+8613800000001"))
    assert empty_ledger.check_answer("d1", "id_last4", "0821")
    assert len(empty_ledger.consents("d1")) == 1


def test_a_lenders_own_columns_come_in_by_a_mapping(empty_ledger: Ledger, tmp_path: Path, quarantine: Path) -> None:
    mapping = tmp_path / "mapping.yml"
    mapping.write_text(
        """
encoding: gb18030
delimiter: ";"
records:
  - constants: {kind: debtor, locale: zh-CN, time_zone: Asia/Shanghai, jurisdiction: CN, region: CN-44}
    columns: {客户号: id, 姓名: name, 手机: phones, 备用手机: phones, 证件后四位: verification.id_last4}
  - constants: {kind: account, currency: CNY, creditor: 示例金融, product: consumer_loan}
    columns: {合同号: id, 客户号: debtor, 余额: balance, 最低: minimum, 到期日: due_on, 放款日: opened_on, 截至: as_of}
""",
        encoding="utf-8",
    )
    file = tmp_path / "贷款.csv"
    lines = "客户号;姓名;手机;备用手机;证件后四位;合同号;余额;最低;到期日;放款日;截至\n"
    lines += "d1;李强;+8613800000000;+8613800000001;3821;a1;3680.00;368.00;2026-03-05;2025-03-05;2026-03-11T08:00:00+08:00\n"
    file.write_bytes(lines.encode("gb18030") + b"d2;\xff\xff;+8613800000002;;1;a2;1;1;2026-03-05;2025-03-05;2026-03-11T08:00:00+08:00\n")
    report = import_lines(empty_ledger, file, load_mapping(mapping), quarantine_dir=quarantine)
    assert report.accepted == 2
    assert report.quarantined == (Quarantined(3, "not gb18030 text"),)
    debtor = empty_ledger.debtor("d1")
    assert debtor is not None
    assert debtor.phones == ("+8613800000000", "+8613800000001")
    assert empty_ledger.accounts("d1")[0].creditor == "示例金融"


def test_a_byte_order_mark_is_no_part_of_the_first_row(empty_ledger: Ledger, tmp_path: Path, quarantine: Path) -> None:
    file = written(tmp_path, "\ufeff" + json.dumps(DEBTOR) + "\n")
    assert import_lines(empty_ledger, file, quarantine_dir=quarantine).accepted == 1


def test_a_line_that_is_not_text_is_one_bad_row(empty_ledger: Ledger, tmp_path: Path, quarantine: Path) -> None:
    file = tmp_path / "book.jsonl"
    file.write_bytes(b"\xff\xfe\n" + json.dumps(DEBTOR).encode() + b"\n" + b"[" * 100_000 + b"\n")
    report = import_lines(empty_ledger, file, quarantine_dir=quarantine)
    assert report.accepted == 1
    assert [one.line for one in report.quarantined] == [1, 3]


def test_a_file_that_cannot_be_used_is_told_plainly(empty_ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot read"):
        import_lines(empty_ledger, tmp_path / "nothing.jsonl")
    with pytest.raises(BadInput, match=r"only \.jsonl and \.csv"):
        import_lines(empty_ledger, written(tmp_path, "x", name="book.xlsx"))
    with pytest.raises(BadInput, match="is empty"):
        import_lines(empty_ledger, written(tmp_path, name="book.csv"))


@pytest.mark.parametrize(
    "text", ["encoding: klingon", "delimiter: ab", "colour: red", "records: []", "records: {", "records: [{columns: 7}]"]
)
def test_a_mistake_in_a_mapping_is_told_plainly(tmp_path: Path, text: str) -> None:
    file = tmp_path / "mapping.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"the mapping mapping\.yml"):
        load_mapping(file)


def test_a_column_that_the_file_does_not_have_is_told(empty_ledger: Ledger, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yml"
    mapping.write_text("records: [{columns: {客户号: id}}]", encoding="utf-8")
    with pytest.raises(BadInput, match="no column 客户号"):
        import_lines(empty_ledger, written(tmp_path, "id\n1\n", name="book.csv"), load_mapping(mapping))
