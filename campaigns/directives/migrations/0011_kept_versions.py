"""What is excused gets its history; the database itself keeps versions of reports."""

from django.db import migrations

_KEPT = "directives_report_version_is_kept"

# A version is never changed, and goes only with its report: keys are checked when the transaction
# ends, so the report goes first. A later migration that makes SQLite build the table anew loses
# its triggers and has to make them again; a test writes past the models to see that they stand.
_SQLITE = [
    f"""
    CREATE TRIGGER {_KEPT}_as_sent BEFORE UPDATE ON directives_reportversion
    BEGIN SELECT RAISE(ABORT, '{_KEPT}'); END
    """,
    f"""
    CREATE TRIGGER {_KEPT}_with_report BEFORE DELETE ON directives_reportversion
    WHEN EXISTS (SELECT 1 FROM directives_expectedreport WHERE id = OLD.report_id)
    BEGIN SELECT RAISE(ABORT, '{_KEPT}'); END
    """,
]
_POSTGRESQL = [
    f"""
    CREATE FUNCTION {_KEPT}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND NOT EXISTS (
            SELECT 1 FROM directives_expectedreport WHERE id = OLD.report_id
        ) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION '{_KEPT}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER {_KEPT} BEFORE UPDATE OR DELETE ON directives_reportversion
    FOR EACH ROW EXECUTE FUNCTION {_KEPT}()
    """,
]


def keep_versions(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in _SQLITE if is_sqlite else _POSTGRESQL:
        schema_editor.execute(statement)


def let_versions_go(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER {_KEPT}_as_sent")
        schema_editor.execute(f"DROP TRIGGER {_KEPT}_with_report")
        return
    schema_editor.execute(f"DROP TRIGGER {_KEPT} ON directives_reportversion")
    schema_editor.execute(f"DROP FUNCTION {_KEPT}()")


def note_excuses(apps, schema_editor):
    """What is excused already holds."""
    reports = apps.get_model("directives", "ExpectedReport")
    excuses = apps.get_model("directives", "ReportExcuse")
    held = reports.objects.filter(excused_at__isnull=False).order_by("pk")
    rows = [
        excuses(
            report=row,
            state="GIVEN",
            reason=row.excuse_reason,
            given_at=row.excused_at,
            given_by_id=row.excused_by_id,
        )
        for row in held.iterator(chunk_size=1000)
    ]
    excuses.objects.bulk_create(rows, batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0010_excuses'),
    ]

    operations = [
        migrations.RunPython(note_excuses, migrations.RunPython.noop),
        migrations.RunPython(keep_versions, let_versions_go),
    ]
