"""What is written down about Redis keys is what the scripts use, and the tables are what the migrations make."""

import re
from importlib.resources import files

from sqlalchemy import inspect

from app import accounts_tables
from handoff import tables
from handoff.queue_redis import SCRIPTS, script
from handoff.redis_keys import KEYS
from portfolio.database import open_database

SEVEN_ONLY = re.compile(r"'(?:FUNCTION|FCALL|LMPOP|ZMPOP|EXPIRETIME|SINTERCARD|LCS|OBJECT FREQ)'", re.IGNORECASE)


def test_every_key_in_a_script_is_documented_and_every_documented_key_is_used() -> None:
    used = set()
    for name in SCRIPTS:
        used |= set(re.findall(r"key\('([^']+)'", script(name)))
    assert {key.rstrip(":") for key in used} == {key.name.removesuffix(":<id>") for key in KEYS}


def test_every_lua_file_is_a_move_that_the_queue_knows() -> None:
    names = {file.name.removesuffix(".lua") for file in (files("handoff") / "lua").iterdir() if file.name.endswith(".lua")}
    assert names - {"_head"} == set(SCRIPTS)


def test_no_script_needs_redis_seven() -> None:
    assert not [name for name in SCRIPTS if SEVEN_ONLY.search(script(name))]


def test_the_migrations_make_exactly_these_tables() -> None:
    engine = open_database("sqlite://")
    there = inspect(engine)
    for table in (*tables.metadata.sorted_tables, *accounts_tables.metadata.sorted_tables):
        columns = {column["name"]: column["nullable"] for column in there.get_columns(table.name)}
        assert columns == {column.name: column.nullable for column in table.columns}
        indexes = {(index["name"], tuple(index["column_names"]), bool(index["unique"])) for index in there.get_indexes(table.name)}
        assert indexes == {(index.name, tuple(c.name for c in index.columns), index.unique) for index in table.indexes}
    engine.dispose()
