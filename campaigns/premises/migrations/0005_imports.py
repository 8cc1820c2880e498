"""Lists of premises as files: their rows, faults, and what stood before."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0002_jobs'),
        ('premises', '0004_checkpoints_posters'),
        ('units', '0003_populations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200, verbose_name='file')),
                ('sha256', models.CharField(max_length=64, verbose_name='digest')),
                ('header', models.JSONField(verbose_name='headings')),
                ('mapping', models.JSONField(default=dict, verbose_name='columns')),
                ('state', models.CharField(choices=[('UPLOADED', 'columns to be confirmed'), ('CHECKING', 'being looked at'), ('CHECKED', 'looked at, nothing taken in yet'), ('TAKING_IN', 'being taken in'), ('STOPPED', 'stopped half-way'), ('DONE', 'taken in'), ('UNDOING', 'being undone'), ('UNDONE', 'undone'), ('DISCARDED', 'discarded')], default='UPLOADED', max_length=9, verbose_name='state')),
                ('uploaded_at', models.DateTimeField(verbose_name='brought in at')),
                ('taken_in_at', models.DateTimeField(blank=True, null=True, verbose_name='taken in at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('forgotten_at', models.DateTimeField(blank=True, null=True, verbose_name='file forgotten at')),
                ('lines', models.PositiveIntegerField(default=0, verbose_name='lines')),
                ('new_rows', models.PositiveIntegerField(default=0, verbose_name='new')),
                ('changed_rows', models.PositiveIntegerField(default=0, verbose_name='changed')),
                ('same_rows', models.PositiveIntegerField(default=0, verbose_name='unchanged')),
                ('faulty_lines', models.PositiveIntegerField(default=0, verbose_name='faulty')),
                ('added', models.PositiveIntegerField(default=0, verbose_name='added')),
                ('amended', models.PositiveIntegerField(default=0, verbose_name='corrected')),
                ('left_out', models.PositiveIntegerField(default=0, verbose_name='left out')),
                ('restored', models.PositiveIntegerField(default=0, verbose_name='restored')),
                ('removed', models.PositiveIntegerField(default=0, verbose_name='removed')),
                ('kept', models.PositiveIntegerField(default=0, verbose_name='left as it is')),
                ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='commune of rows that name none')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.job')),
                ('kind', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='premises.premiseskind', verbose_name='kind of rows that name none')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='unit')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'list of premises',
                'verbose_name_plural': 'lists of premises',
            },
        ),
        migrations.CreateModel(
            name='ImportBefore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list_code', models.CharField(blank=True, max_length=40)),
                ('is_vehicle', models.BooleanField(default=False)),
                ('name', models.CharField(max_length=200)),
                ('description', models.CharField(blank=True, max_length=300)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('hamlet', models.CharField(blank=True, max_length=120)),
                ('plate', models.CharField(blank=True, max_length=30)),
                ('route', models.CharField(blank=True, max_length=200)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('contact_name', models.CharField(blank=True, max_length=120)),
                ('contact_phone', models.CharField(blank=True, max_length=20)),
                ('folded_name', models.CharField(max_length=200)),
                ('folded_text', models.CharField(max_length=800)),
                ('match_name', models.CharField(max_length=300)),
                ('match_place', models.CharField(blank=True, max_length=400)),
                ('commune', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('imported', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='before', to='premises.import')),
                ('kind', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='premises.premiseskind')),
                ('owner', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('premises', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='import_before', to='premises.premises')),
            ],
            options={
                'verbose_name': 'premises before a list',
                'verbose_name_plural': 'premises before lists',
            },
        ),
        migrations.CreateModel(
            name='ImportFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='line')),
                ('column', models.CharField(max_length=120, verbose_name='column')),
                ('value', models.CharField(blank=True, max_length=120, verbose_name='what stands there')),
                ('message', models.CharField(max_length=400, verbose_name='what to do')),
                ('imported', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='faults', to='premises.import')),
            ],
            options={
                'verbose_name': 'fault of a list',
                'verbose_name_plural': 'faults of lists',
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list_code', models.CharField(blank=True, max_length=40)),
                ('is_vehicle', models.BooleanField(default=False)),
                ('name', models.CharField(max_length=200)),
                ('description', models.CharField(blank=True, max_length=300)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('hamlet', models.CharField(blank=True, max_length=120)),
                ('plate', models.CharField(blank=True, max_length=30)),
                ('route', models.CharField(blank=True, max_length=200)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('contact_name', models.CharField(blank=True, max_length=120)),
                ('contact_phone', models.CharField(blank=True, max_length=20)),
                ('folded_name', models.CharField(max_length=200)),
                ('folded_text', models.CharField(max_length=800)),
                ('match_name', models.CharField(max_length=300)),
                ('match_place', models.CharField(blank=True, max_length=400)),
                ('number', models.PositiveIntegerField(verbose_name='line')),
                ('code', models.CharField(max_length=12)),
                ('has_own_code', models.BooleanField(default=False)),
                ('from_date', models.DateField()),
                ('verdict', models.CharField(choices=[('NEW', 'new'), ('CHANGED', 'changes what is known'), ('SAME', 'known already')], default='NEW', max_length=7)),
                ('outcome', models.CharField(choices=[('WAITING', 'not taken in'), ('DONE', 'taken in'), ('LEFT_OUT', 'left out: its place or number went to another meanwhile'), ('UNDONE', 'undone'), ('KEPT_CHANGED', 'left as it is: somebody changed it since'), ('KEPT_USED', 'left as it is: it has a code, a sheet or a history since')], default='WAITING', max_length=12)),
                ('commune', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('imported', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='premises.import')),
                ('kind', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='premises.premiseskind')),
                ('owner', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('premises', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='import_rows', to='premises.premises')),
            ],
            options={
                'verbose_name': 'row of a list',
                'verbose_name_plural': 'rows of lists',
            },
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(fields=['unit', '-uploaded_at'], name='premises_import_of_unit'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['UPLOADED', 'CHECKING', 'CHECKED', 'TAKING_IN', 'STOPPED', 'DONE', 'UNDOING', 'UNDONE', 'DISCARDED'])), name='premises_import_known'),
        ),
        migrations.AddConstraint(
            model_name='importbefore',
            constraint=models.UniqueConstraint(fields=('imported', 'premises'), name='premises_import_before_once'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.UniqueConstraint(fields=('imported', 'number'), name='premises_import_line_once'),
        ),
    ]
