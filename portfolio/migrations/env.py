"""Alembic runs this file by path. It uses the connection that `portfolio.migrations.upgrade` hands over, and no other."""

from alembic import context

connection = context.config.attributes["connection"]
# SQLite cannot change a column in place: batch mode copies the table.
context.configure(connection=connection, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
