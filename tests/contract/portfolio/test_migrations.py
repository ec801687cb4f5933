"""The migrations make exactly the tables that the code is written against, and can be run again."""

from collections.abc import Callable
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect

from portfolio.database import open_database
from portfolio.migrations import upgrade
from portfolio.tables import metadata


def test_the_migrations_make_the_tables_that_the_queries_expect(database_url: str, open_engine: Callable[[str], Engine]) -> None:
    engine = open_engine(database_url)
    ours = {table.name for table in metadata.sorted_tables}

    def only_ours(thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return kind != "table" or name in ours

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": only_ours, "compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_opening_an_up_to_date_database_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/goodterms.sqlite3"
    open_database(url).dispose()
    before = (tmp_path / "goodterms.sqlite3").read_bytes()
    open_database(url).dispose()
    assert (tmp_path / "goodterms.sqlite3").read_bytes() == before


def test_a_folder_with_a_percent_sign_is_a_folder(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/100%25.sqlite3")
    upgrade(engine, "0001_first_tables")
    assert "debtors" in inspect(engine).get_table_names()
    engine.dispose()
