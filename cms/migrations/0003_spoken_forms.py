# Entries that stand heed capitals, as they were matched until now.
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_rendition_sources")]

    operations = [
        migrations.AddField(
            model_name="lexiconentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ABBREVIATION", "abbreviation"),
                    ("FOREIGN", "foreign word"),
                    ("NAME", "proper name"),
                    ("UNIT", "unit of measure"),
                    ("SYMBOL", "sign"),
                    ("DOCUMENT", "part of a document's symbol"),
                ],
                default="ABBREVIATION",
                help_text="A part of a document's symbol is read in symbols only (2754/UBND-VXNV).",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="lexiconentry",
            name="is_case_sensitive",
            field=models.BooleanField(
                default=True,
                help_text="Off, COVID-19 is also Covid-19.",
                verbose_name="only in these capitals",
            ),
        ),
        migrations.AddField(
            model_name="lexiconentry",
            name="note",
            field=models.CharField(blank=True, max_length=200, verbose_name="note"),
        ),
        migrations.AddConstraint(
            model_name="lexiconentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["ABBREVIATION", "FOREIGN", "NAME", "UNIT", "SYMBOL", "DOCUMENT"])
                ),
                name="cms_lexicon_kind",
            ),
        ),
    ]
