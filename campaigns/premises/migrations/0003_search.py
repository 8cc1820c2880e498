"""The index behind the search box, which finds any part of a word.

PostgreSQL: trigrams of the folded text (the extension pg_trgm comes with the server and may be
created by the owner of the database). SQLite: a full-text table of trigrams, kept by the services.
"""

from django.db import migrations

_POSTGRES = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS premises_search ON premises_premises "
    "USING gin (folded_text gin_trgm_ops)",
)
_SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS premises_search "
    "USING fts5(folded_text, tokenize='trigram')",
    "INSERT INTO premises_search (rowid, folded_text) "
    "SELECT id, folded_text FROM premises_premises",
)


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in _POSTGRES if vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(f"DROP {'INDEX' if is_postgres else 'TABLE'} IF EXISTS premises_search")


class Migration(migrations.Migration):
    dependencies = [("premises", "0002_registry")]

    operations = [migrations.RunPython(make, drop)]
