"""How the tables came to be: Alembic migrations, packaged, run by `upgrade(engine)` at every start.
May not import `portfolio.tables`: a migration says what was true on its day."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

HERE = Path(__file__).parent


def upgrade(engine: Engine, to: str = "head") -> None:
    """The database has all migrations up to `to`; each step is its own transaction, and one that ran does not run again."""
    config = Config()
    # Alembic reads its options through configparser, where a percent sign must be doubled.
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    with engine.connect().execution_options(goodterms_writes=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        connection.commit()
