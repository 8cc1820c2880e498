"""Short links, where they lead, and the scans that are counted at them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0001_begin'),
        ('premises', '0005_imports'),
        ('units', '0003_populations'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_vi', models.CharField(max_length=120, unique=True, verbose_name='name in Vietnamese')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='name in English')),
                ('kind', models.CharField(choices=[('APP', "an app, by the phone's store"), ('PAGE', 'a page of this site')], max_length=4, verbose_name='kind')),
                ('address_vi', models.CharField(blank=True, max_length=300, verbose_name='address')),
                ('address_en', models.CharField(blank=True, max_length=300, verbose_name='address in English')),
                ('from_date', models.DateField(verbose_name='in use from')),
                ('retired_date', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('app', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directives.declarationapp', verbose_name='app')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='premises.linktarget', verbose_name='successor')),
            ],
            options={
                'verbose_name': 'target of links',
                'verbose_name_plural': 'targets of links',
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='code')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('medium', models.CharField(choices=[('SHEET', 'sheet of a premises'), ('LEAFLET', 'leaflet'), ('BANNER', 'banner'), ('SCREEN', 'screen or slide'), ('OTHER', 'something else')], max_length=7, verbose_name='carried by')),
                ('edition', models.PositiveSmallIntegerField(verbose_name='edition')),
                ('state', models.CharField(choices=[('STANDING', 'in use'), ('REVOKED', 'revoked')], max_length=8, verbose_name='state')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('made_by', models.CharField(max_length=64, verbose_name='made by')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='revoked at')),
                ('revoked_by', models.CharField(blank=True, max_length=64, verbose_name='revoked by')),
                ('revoke_reason', models.CharField(blank=True, max_length=400, verbose_name='reason')),
                ('poster', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='link', to='premises.poster', verbose_name='sheet')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='unit')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='premises.linktarget', verbose_name='leads to')),
            ],
            options={
                'verbose_name': 'short link',
                'verbose_name_plural': 'short links',
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claimed', models.CharField(blank=True, max_length=40, verbose_name='claimed code')),
                ('scanned_at', models.DateTimeField(verbose_name='scanned at')),
                ('is_human', models.BooleanField(verbose_name='by a person')),
                ('visitor', models.CharField(blank=True, max_length=32, verbose_name='visitor')),
                ('link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='premises.link')),
            ],
            options={
                'verbose_name': 'scan',
                'verbose_name_plural': 'scans',
            },
        ),
        migrations.CreateModel(
            name='ScanRollup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour_at', models.DateTimeField(verbose_name='hour')),
                ('total', models.PositiveBigIntegerField(default=0, verbose_name='all')),
                ('human', models.PositiveBigIntegerField(default=0, verbose_name='by people')),
                ('visitors', models.PositiveBigIntegerField(default=0, verbose_name='different phones')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rollups', to='premises.link')),
            ],
            options={
                'verbose_name': 'total of scans',
                'verbose_name_plural': 'totals of scans',
            },
        ),
        migrations.CreateModel(
            name='ScanSalt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt_date', models.DateField(unique=True, verbose_name='day')),
                ('salt', models.CharField(max_length=64, verbose_name='salt')),
            ],
            options={
                'verbose_name': 'salt of a day',
                'verbose_name_plural': 'salts of days',
                'constraints': [models.CheckConstraint(condition=models.Q(('salt', ''), _negated=True), name='premises_salt_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='ScanVisitor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scan_date', models.DateField(verbose_name='day')),
                ('visitor', models.CharField(max_length=32, verbose_name='visitor')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='premises.link')),
            ],
            options={
                'verbose_name': 'visitor of a day',
                'verbose_name_plural': 'visitors of a day',
            },
        ),
        migrations.CreateModel(
            name='StrayRollup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scan_date', models.DateField(verbose_name='day')),
                ('claimed', models.CharField(blank=True, max_length=40, verbose_name='claimed code')),
                ('reason', models.CharField(choices=[('UNKNOWN', 'never given out'), ('REVOKED', 'revoked')], max_length=7, verbose_name='why')),
                ('total', models.PositiveBigIntegerField(default=0, verbose_name='all')),
                ('human', models.PositiveBigIntegerField(default=0, verbose_name='by people')),
                ('link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='premises.link')),
            ],
            options={
                'verbose_name': 'possible forgery',
                'verbose_name_plural': 'possible forgeries',
            },
        ),
        migrations.AddConstraint(
            model_name='linktarget',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('address_vi__startswith', '/'), ('app__isnull', True), ('kind', 'PAGE'), models.Q(('address_vi__startswith', '//'), _negated=True), models.Q(('address_en__startswith', '//'), _negated=True), models.Q(('address_en', ''), ('address_en__startswith', '/'), _connector='OR')), models.Q(('app__isnull', False), ('kind', 'APP'), models.Q(('address_vi', ''), ('address_vi__startswith', 'https://'), _connector='OR'), models.Q(('address_en', ''), ('address_en__startswith', 'https://'), _connector='OR')), _connector='OR'), name='premises_target_is_page_or_app'),
        ),
        migrations.AddConstraint(
            model_name='linktarget',
            constraint=models.CheckConstraint(condition=models.Q(('retired_date__isnull', True), ('retired_date__gte', models.F('from_date')), _connector='OR'), name='premises_target_retires_after_start'),
        ),
        migrations.AddConstraint(
            model_name='linktarget',
            constraint=models.CheckConstraint(condition=models.Q(('successor__isnull', True), models.Q(('successor', models.F('id')), _negated=True), _connector='OR'), name='premises_target_not_its_own_successor'),
        ),
        migrations.AddIndex(
            model_name='link',
            index=models.Index(fields=['-made_at', '-id'], name='premises_link_by_age'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['STANDING', 'REVOKED'])), name='premises_link_known_state'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('medium', 'SHEET'), ('name', ''), ('poster__isnull', False), ('unit__isnull', True)), models.Q(('medium__in', ('LEAFLET', 'BANNER', 'SCREEN', 'OTHER')), ('poster__isnull', True), ('unit__isnull', False), models.Q(('name', ''), _negated=True)), _connector='OR'), name='premises_link_on_a_sheet_or_free'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('edition__gte', 1)), name='premises_link_edition_from_one'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoke_reason', ''), ('revoked_at__isnull', True), ('revoked_by', ''), ('state', 'STANDING')), models.Q(('revoked_at__isnull', False), ('state', 'REVOKED'), models.Q(('revoked_by', ''), _negated=True), models.Q(('revoke_reason', ''), _negated=True)), _connector='OR'), name='premises_link_revoked_by_whom_and_why'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(condition=models.Q(('poster__isnull', True)), fields=('unit', 'name', 'edition'), name='premises_link_edition_once'),
        ),
        migrations.AddConstraint(
            model_name='scan',
            constraint=models.CheckConstraint(condition=models.Q(('link__isnull', False), models.Q(('claimed', ''), _negated=True), _connector='OR'), name='premises_scan_of_something'),
        ),
        migrations.AddConstraint(
            model_name='scan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_human', True), models.Q(('visitor', ''), _negated=True)), models.Q(('is_human', False), ('visitor', '')), _connector='OR'), name='premises_scan_people_have_a_digest'),
        ),
        migrations.AddIndex(
            model_name='scanrollup',
            index=models.Index(fields=['hour_at'], name='premises_scans_by_hour'),
        ),
        migrations.AddConstraint(
            model_name='scanrollup',
            constraint=models.UniqueConstraint(fields=('link', 'hour_at'), name='premises_scans_once_an_hour'),
        ),
        migrations.AddConstraint(
            model_name='scanrollup',
            constraint=models.CheckConstraint(condition=models.Q(('human__lte', models.F('total')), ('visitors__lte', models.F('human'))), name='premises_scans_parts_of_the_whole'),
        ),
        migrations.AddConstraint(
            model_name='scanvisitor',
            constraint=models.UniqueConstraint(fields=('scan_date', 'link', 'visitor'), name='premises_visitor_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='strayrollup',
            constraint=models.UniqueConstraint(fields=('scan_date', 'claimed'), name='premises_stray_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='strayrollup',
            constraint=models.CheckConstraint(condition=models.Q(('reason', 'UNKNOWN'), models.Q(('link__isnull', False), ('reason', 'REVOKED')), _connector='OR'), name='premises_stray_revoked_was_a_link'),
        ),
        migrations.AddConstraint(
            model_name='strayrollup',
            constraint=models.CheckConstraint(condition=models.Q(('human__lte', models.F('total'))), name='premises_stray_parts_of_the_whole'),
        ),
    ]
