"""Reasons in code for what was not aired, lines taken back, and the words of each text for search.

Lines of the log that say why in words keep them under "another reason". The texts that are frozen
already get their folded words here, by the rule of campaigns.kernel.text as it stands today.
"""

import re
import unicodedata

from django.conf import settings
from django.db import migrations, models

_BATCH = 500
_HOOKED = str.maketrans({"đ": "d", "Đ": "D"})


def _folded(word):
    plain = unicodedata.normalize("NFD", word.translate(_HOOKED))
    letters = "".join(c for c in plain if not unicodedata.combining(c) and c.isprintable())
    return letters.casefold()


def _words(text):
    found = (_folded(word) for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text)))
    return " ".join(["", *filter(None, found), ""])


def fold_scripts(apps, schema_editor):
    scripts = apps.get_model("broadcasts", "Script").objects
    batch = []
    for script in scripts.order_by("pk").iterator(chunk_size=_BATCH):
        script.folded_text = _words(f"{script.title}\n{script.spoken_text or script.text}")
        batch.append(script)
        if len(batch) == _BATCH:
            scripts.bulk_update(batch, ["folded_text"])
            batch = []
    scripts.bulk_update(batch, ["folded_text"])


def name_reasons(apps, schema_editor):
    airings = apps.get_model("broadcasts", "Airing").objects
    airings.filter(has_aired=False).update(not_aired_reason="OTHER")
    described = airings.filter(script__isnull=True, release__isnull=True)
    for airing in described.order_by("pk").iterator(chunk_size=_BATCH):
        airings.filter(pk=airing.pk).update(folded_text=_words(airing.evidence_text))


class Migration(migrations.Migration):

    dependencies = [
        ('broadcasts', '0004_recordings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='airing',
            name='broadcasts_airing_not_aired_has_reason',
        ),
        migrations.AddField(
            model_name='airing',
            name='folded_text',
            field=models.TextField(blank=True, editable=False, verbose_name='search text'),
        ),
        migrations.AddField(
            model_name='airing',
            name='is_void',
            field=models.BooleanField(default=False, verbose_name='taken back'),
        ),
        migrations.AddField(
            model_name='airing',
            name='not_aired_reason',
            field=models.CharField(blank=True, choices=[('POWER_CUT', 'Power cut'), ('PROGRAMME_CHANGE', 'Change of programme'), ('TECHNICAL_FAULT', 'Technical fault'), ('TEXT_LATE', 'The text came too late'), ('NOT_SUITABLE', 'The text did not suit'), ('OTHER', 'Another reason')], max_length=20, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='script',
            name='folded_text',
            field=models.TextField(blank=True, editable=False, verbose_name='search text'),
        ),
        migrations.RunPython(fold_scripts, migrations.RunPython.noop),
        migrations.RunPython(name_reasons, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='airing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('has_aired', True), ('not_aired_reason', '')), models.Q(('is_void', True), ('not_aired_reason', ''), ('seconds', 0)), models.Q(('is_void', False), ('not_aired_reason__in', ['NOT_SUITABLE', 'POWER_CUT', 'PROGRAMME_CHANGE', 'TECHNICAL_FAULT', 'TEXT_LATE']), ('seconds', 0)), models.Q(('evidence_text__gt', ''), ('is_void', False), ('not_aired_reason', 'OTHER'), ('seconds', 0)), _connector='OR'), name='broadcasts_airing_not_aired_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='airing',
            constraint=models.CheckConstraint(condition=models.Q(('is_void', False), models.Q(('has_aired', False), ('replaces__isnull', False)), _connector='OR'), name='broadcasts_airing_void_takes_back'),
        ),
    ]
