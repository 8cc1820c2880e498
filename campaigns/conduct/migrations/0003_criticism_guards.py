"""What no constraint can say of a criticism: which step follows which, and what is written once.

The database refuses a step that the procedure does not know, a criticism that begins elsewhere than
as a draft, a second word from whoever took part, and any change of what is frozen. On PostgreSQL it
also keeps frozen rows from being removed while their criticism is not an invented one, and keeps a
newsroom from being briefed of a criticism that does not stand: SQLite cannot alter a table that
another one's trigger names.
"""

from django.db import migrations

STEPS = {
    "DRAFT": ("PROPOSED", "DROPPED"),
    "PROPOSED": ("NOTIFIED", "DROPPED"),
    "NOTIFIED": ("REPLY_OPEN", "REPLIED"),
    "REPLY_OPEN": ("REPLIED", "LAPSED"),
    "REPLIED": ("DECIDED", "DROPPED"),
    "LAPSED": ("REPLIED", "DECIDED", "DROPPED"),
    "DECIDED": ("ISSUED", "DROPPED"),
    "ISSUED": ("APPEALED", "REVOKED"),
    "APPEALED": ("UPHELD", "AMENDED", "REVOKED"),
    "UPHELD": ("REVOKED",),
    "AMENDED": ("REVOKED",),
}
ONCE = (
    *("proposed_by_id", "drafted_at", "proposed_at", "notified_by_id", "notified_at"),
    *("evidence_sha256", "original_reply_due_date", "received_at", "time_asked_at"),
    *("replied_by_id", "replied_at", "lapsed_at", "decided_by_id", "decided_at", "public_text"),
    *("issued_by_id", "issued_at", "decision_number", "decision_date", "signatory"),
    *("appealed_by_id", "appealed_at", "appeal_decided_by_id", "appeal_decided_at"),
    *("amended_text", "revoked_by_id", "revoked_at"),
)
TEXTS = frozenset(
    {"evidence_sha256", "public_text", "decision_number", "signatory", "amended_text"}
)
# What stays as it was put forward, and the columns of it that may be cleared later.
FROZEN = {
    "conduct_evidence": (
        *("citation_id", "criticism_id", "file_id", "position", "kind", "data", "sha256"),
        *("added_by_id", "added_at"),
    ),
    "conduct_statement": ("criticism_id", "kind", "text", "days", "made_by_id", "made_at"),
    "conduct_citationfile": (
        *("criticism_id", "statement_id", "side", "name", "content_type", "size", "sha256"),
        *("added_by_id", "added_at"),
    ),
}
STANDING = "('ISSUED', 'APPEALED', 'UPHELD', 'AMENDED')"


def _differs(column, unlike):
    """`data` is JSON, which PostgreSQL compares as jsonb."""
    return f"OLD.{column} {unlike} NEW.{column}"


def _unknown_step():
    known = " OR ".join(
        f"(OLD.state = '{source}' AND NEW.state IN ({', '.join(repr(t) for t in targets)}))"
        for source, targets in STEPS.items()
    )
    return f"OLD.state <> NEW.state AND NOT ({known})"


def _written_again(unlike):
    return " OR ".join(
        f"(OLD.{column} {'<>' if column in TEXTS else 'IS NOT'} "
        f"{repr('') if column in TEXTS else 'NULL'} AND {_differs(column, unlike)})"
        for column in ONCE
    )


def _rules(unlike):
    """Name, table, event, condition and message of each trigger that both databases hold."""
    yield "begins", "conduct_criticism", "INSERT", "NEW.state <> 'DRAFT'", "begins as a draft"
    yield "step", "conduct_criticism", "UPDATE", _unknown_step(), "step is not in the procedure"
    yield "once", "conduct_criticism", "UPDATE", _written_again(unlike), "is written once"
    for table, columns in FROZEN.items():
        changed = " OR ".join(_differs(column, unlike) for column in columns)
        yield "frozen", table, "UPDATE", changed, "is frozen"


def make_on_sqlite(schema_editor):
    for name, table, event, condition, message in _rules("IS NOT"):
        schema_editor.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{table}_{name}: {message}'); END"
        )


def make_on_postgresql(schema_editor):
    rules = [*_rules("IS DISTINCT FROM")]
    for table in ("conduct_evidence", "conduct_statement", "conduct_citationfile"):
        real = (
            "EXISTS (SELECT 1 FROM conduct_criticism c "
            "WHERE c.id = OLD.criticism_id AND NOT c.is_demo)"
        )
        rules.append(("kept", table, "DELETE", real, "is kept"))
    unissued = (
        "NEW.citation_kind = 'CRITICISM' AND NOT EXISTS (SELECT 1 FROM conduct_criticism c "
        f"WHERE c.id = NEW.citation_id AND c.state IN {STANDING})"
    )
    rules.append(("standing", "broadcasts_brief", "INSERT", unissued, "criticism does not stand"))
    for name, table, event, condition, message in rules:
        row = "OLD" if event == "DELETE" else "NEW"
        schema_editor.execute(
            f"CREATE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{table}_{name}: {message}' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_{name}()"
        )


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        make_on_postgresql(schema_editor)
    else:
        make_on_sqlite(schema_editor)


def drop(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    names = [(table, name) for name, table, *_ in _rules("IS NOT")]
    if is_postgresql:
        names += [(table, "kept") for table in FROZEN] + [("broadcasts_brief", "standing")]
    for table, name in names:
        if is_postgresql:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {table}_{name}() CASCADE")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}")


def name_reminders(apps, schema_editor):
    """Forms that a kit brought before reminders were told apart."""
    forms = apps.get_model("conduct", "RecognitionForm").objects
    forms.filter(code__in=["nhac_nho_mieng", "nhac_nho_vb"]).update(is_reminder=True)


class Migration(migrations.Migration):
    dependencies = [("conduct", "0002_criticisms"), ("broadcasts", "0011_brief_again")]

    operations = [
        migrations.RunPython(name_reminders, migrations.RunPython.noop),
        migrations.RunPython(make, drop),
    ]
