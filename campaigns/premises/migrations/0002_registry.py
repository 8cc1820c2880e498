"""The register of premises, the days on which each was open, and coverage as totals."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('premises', '0001_begin'),
        ('units', '0001_begin'),
    ]

    operations = [
        migrations.CreateModel(
            name='PaymentMethod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('name_vi', models.CharField(max_length=120, verbose_name='name in Vietnamese')),
                ('name_en', models.CharField(max_length=120, verbose_name='name in English')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'payment method',
                'verbose_name_plural': 'payment methods',
            },
        ),
        migrations.CreateModel(
            name='Premises',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='code')),
                ('list_code', models.CharField(blank=True, max_length=40, verbose_name='number in the list')),
                ('is_vehicle', models.BooleanField(default=False, verbose_name='is a vehicle')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('description', models.CharField(blank=True, max_length=300, verbose_name='description')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='address')),
                ('hamlet', models.CharField(blank=True, max_length=120, verbose_name='hamlet or quarter')),
                ('plate', models.CharField(blank=True, max_length=30, verbose_name='plate or fleet number')),
                ('route', models.CharField(blank=True, max_length=200, verbose_name='route')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('contact_name', models.CharField(blank=True, max_length=120, verbose_name='contact')),
                ('contact_phone', models.CharField(blank=True, max_length=20, verbose_name='phone of the contact')),
                ('state', models.CharField(choices=[('OPEN', 'open'), ('PAUSED', 'temporarily closed'), ('CLOSED', 'closed for good')], default='OPEN', max_length=6, verbose_name='state')),
                ('has_checkpoint', models.BooleanField(default=False, verbose_name='has its code')),
                ('poster_stage', models.CharField(choices=[('NONE', 'no sheet'), ('ORDERED', 'sheet under way'), ('POSTED', 'posted, not verified'), ('VERIFIED', 'posted and verified')], default='NONE', max_length=8, verbose_name='sheet')),
                ('folded_name', models.CharField(max_length=200, verbose_name='name for sorting')),
                ('folded_text', models.CharField(max_length=800, verbose_name='search text')),
                ('match_name', models.CharField(max_length=300, verbose_name='name for comparing')),
                ('match_place', models.CharField(blank=True, max_length=400, verbose_name='place for comparing')),
                ('registered_at', models.DateTimeField(verbose_name='registered at')),
                ('registered_by', models.CharField(max_length=64, verbose_name='registered by')),
                ('is_demo', models.BooleanField(default=False, verbose_name='invented for the demo')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='commune')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='premises', to='premises.premiseskind', verbose_name='kind')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='premises.premises')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='unit in charge')),
                ('payment_methods', models.ManyToManyField(blank=True, related_name='+', to='premises.paymentmethod', verbose_name='electronic payment')),
            ],
            options={
                'verbose_name': 'premises',
                'verbose_name_plural': 'premises',
            },
        ),
        migrations.CreateModel(
            name='OpenRange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_date', models.DateField(verbose_name='from')),
                ('to_date', models.DateField(blank=True, null=True, verbose_name='to')),
                ('state', models.CharField(choices=[('OPEN', 'open'), ('PAUSED', 'temporarily closed'), ('CLOSED', 'closed for good')], default='OPEN', max_length=6, verbose_name='state')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='premises.premiseskind')),
                ('premises', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='open_ranges', to='premises.premises')),
            ],
            options={
                'verbose_name': 'days of a premises',
                'verbose_name_plural': 'days of premises',
            },
        ),
        migrations.CreateModel(
            name='CoverageRollup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(null=True, verbose_name='day')),
                ('active', models.BigIntegerField(default=0, verbose_name='open')),
                ('with_checkpoint', models.BigIntegerField(default=0, verbose_name='with their code')),
                ('posted', models.BigIntegerField(default=0, verbose_name='posted')),
                ('verified', models.BigIntegerField(default=0, verbose_name='verified')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='premises.premiseskind')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'verbose_name': 'coverage of premises',
                'verbose_name_plural': 'coverage of premises',
                'indexes': [models.Index(fields=['day', 'unit'], name='premises_rollup_day')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('day__isnull', False)), fields=('unit', 'kind', 'day'), name='premises_rollup_once_a_day'), models.UniqueConstraint(condition=models.Q(('day__isnull', True)), fields=('unit', 'kind'), name='premises_rollup_one_sum'), models.CheckConstraint(condition=models.Q(('day__isnull', False), models.Q(('posted__lte', models.F('with_checkpoint')), ('verified__gte', 0), ('verified__lte', models.F('posted')), ('with_checkpoint__lte', models.F('active'))), _connector='OR'), name='premises_rollup_never_above_the_whole')],
            },
        ),
        migrations.AddIndex(
            model_name='premises',
            index=models.Index(fields=['folded_name', 'id'], name='premises_by_name'),
        ),
        migrations.AddIndex(
            model_name='premises',
            index=models.Index(fields=['commune', 'folded_name', 'id'], name='premises_by_commune'),
        ),
        migrations.AddIndex(
            model_name='premises',
            index=models.Index(fields=['kind', 'folded_name', 'id'], name='premises_by_kind'),
        ),
        migrations.AddIndex(
            model_name='premises',
            index=models.Index(fields=['commune', 'match_name'], name='premises_same_name'),
        ),
        migrations.AddIndex(
            model_name='premises',
            index=models.Index(fields=['registered_at', 'id'], name='premises_by_age'),
        ),
        migrations.AddIndex(
            model_name='premises',
            index=models.Index(fields=['commune', 'state', 'has_checkpoint', 'poster_stage', 'kind'], name='premises_lacking'),
        ),
        migrations.AddConstraint(
            model_name='premises',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['OPEN', 'PAUSED', 'CLOSED'])), name='premises_known_state'),
        ),
        migrations.AddConstraint(
            model_name='premises',
            constraint=models.CheckConstraint(condition=models.Q(('poster_stage__in', ['NONE', 'ORDERED', 'POSTED', 'VERIFIED'])), name='premises_known_stage'),
        ),
        migrations.AddConstraint(
            model_name='premises',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('match_name', ''), _negated=True)), name='premises_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='premises',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='premises_point_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='premises',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_vehicle', False), ('plate', ''), ('route', '')), models.Q(('address', ''), ('hamlet', ''), ('is_vehicle', True), ('latitude__isnull', True), ('owner__isnull', False), models.Q(('plate', ''), _negated=True)), _connector='OR'), name='premises_vehicle_has_owner_and_plate'),
        ),
        migrations.AddConstraint(
            model_name='premises',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='premises_not_merged_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='premises',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('list_code', ''), _negated=True), ('merged_into__isnull', True)), fields=('commune', 'list_code'), name='premises_list_code_once_a_commune'),
        ),
        migrations.AddConstraint(
            model_name='openrange',
            constraint=models.CheckConstraint(condition=models.Q(('to_date__isnull', True), ('to_date__gte', models.F('from_date')), _connector='OR'), name='premises_range_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='openrange',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['OPEN', 'PAUSED'])), name='premises_range_open_or_paused'),
        ),
        migrations.AddConstraint(
            model_name='openrange',
            constraint=models.UniqueConstraint(fields=('premises', 'from_date'), name='premises_range_one_start_a_day'),
        ),
        migrations.AddConstraint(
            model_name='openrange',
            constraint=models.UniqueConstraint(condition=models.Q(('to_date__isnull', True)), fields=('premises',), name='premises_range_one_at_present'),
        ),
    ]
