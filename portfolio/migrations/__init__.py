"""How the tables came to be: Alembic migrations, packaged, run by `upgrade(engine)` at every start.
May not import `portfolio.tables`: a migration says what was true on its day."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, func, select, text

HERE = Path(__file__).parent

_LOCK = 7_463_001
"""Any number: whoever migrates holds it."""


def upgrade(engine: Engine, to: str = "head") -> None:
    """The database has all migrations up to `to`, or is as it was. Several processes may start at once: one migrates, the others wait."""
    config = Config()
    # Alembic reads its options through configparser, where a percent sign must be doubled.
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    with engine.connect().execution_options(goodterms_writes=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        connection.commit()
