"""The official codes, and the sheets that carry them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('premises', '0003_search'),
        ('units', '0002_outlines'),
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('payload', models.TextField(verbose_name='content of the code')),
                ('payload_sha256', models.CharField(max_length=64, verbose_name='digest')),
                ('source', models.CharField(choices=[('TYPED', 'typed or pasted'), ('PHOTO', 'read from a photo'), ('LIST', 'from a list'), ('MERGE', 'from a merged premises')], max_length=5, verbose_name='how it came')),
                ('state', models.CharField(choices=[('CONTESTED', 'claimed by two premises'), ('STANDING', 'in use'), ('RETIRED', 'no longer in use'), ('REFUSED', 'claim refused')], max_length=9, verbose_name='state')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('entered_by', models.CharField(max_length=64, verbose_name='entered by')),
                ('standing_at', models.DateTimeField(null=True, verbose_name='in use since')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('ended_by', models.CharField(blank=True, max_length=64, verbose_name='ended by')),
                ('end_reason', models.CharField(blank=True, max_length=400, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'checkpoint code',
                'verbose_name_plural': 'checkpoint codes',
            },
        ),
        migrations.CreateModel(
            name='Poster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveSmallIntegerField(verbose_name='edition')),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='mark of the sheet')),
                ('sheet', models.CharField(choices=[('A4', 'A4 sheet'), ('A5', 'A5 sheet'), ('TABLE_CARD', 'table card')], default='A4', max_length=10, verbose_name='sheet')),
                ('placement', models.CharField(blank=True, max_length=60, verbose_name='spot')),
                ('is_bilingual', models.BooleanField(default=False, verbose_name='in two languages')),
                ('state', models.CharField(choices=[('REQUESTED', 'requested'), ('ISSUED', 'issued for printing'), ('PRINTED', 'printed'), ('POSTED', 'posted'), ('VERIFIED', 'verified'), ('DAMAGED', 'damaged'), ('REPLACED', 'replaced'), ('REVOKED', 'revoked')], max_length=9, verbose_name='state')),
                ('requested_at', models.DateTimeField(verbose_name='requested at')),
                ('requested_by', models.CharField(max_length=64, verbose_name='requested by')),
                ('issued_at', models.DateTimeField(null=True, verbose_name='issued at')),
                ('issued_by', models.CharField(blank=True, max_length=64, verbose_name='issued by')),
                ('printed_at', models.DateTimeField(null=True, verbose_name='printed at')),
                ('printed_by', models.CharField(blank=True, max_length=64, verbose_name='printed by')),
                ('posted_at', models.DateTimeField(null=True, verbose_name='posted at')),
                ('posted_by', models.CharField(blank=True, max_length=64, verbose_name='posted by')),
                ('verified_at', models.DateTimeField(null=True, verbose_name='verified at')),
                ('verified_by', models.CharField(blank=True, max_length=64, verbose_name='verified by')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='came off at')),
                ('ended_by', models.CharField(blank=True, max_length=64, verbose_name='said to be off by')),
                ('end_reason', models.CharField(blank=True, max_length=400, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'poster',
                'verbose_name_plural': 'posters',
            },
        ),
        migrations.RemoveConstraint(
            model_name='premises',
            name='premises_known_stage',
        ),
        migrations.AlterField(
            model_name='premises',
            name='poster_stage',
            field=models.CharField(choices=[('NONE', 'no sheet'), ('ORDERED', 'sheet under way'), ('POSTED', 'posted, not verified'), ('VERIFIED', 'posted and verified'), ('DAMAGED', 'sheet damaged')], default='NONE', max_length=8, verbose_name='sheet'),
        ),
        migrations.AddConstraint(
            model_name='premises',
            constraint=models.CheckConstraint(condition=models.Q(('poster_stage__in', ['NONE', 'ORDERED', 'POSTED', 'VERIFIED', 'DAMAGED'])), name='premises_known_stage'),
        ),
        migrations.AddField(
            model_name='checkpoint',
            name='contests',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='premises.checkpoint'),
        ),
        migrations.AddField(
            model_name='checkpoint',
            name='premises',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checkpoints', to='premises.premises', verbose_name='premises'),
        ),
        migrations.AddField(
            model_name='poster',
            name='checkpoint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posters', to='premises.checkpoint', verbose_name='code'),
        ),
        migrations.AddField(
            model_name='poster',
            name='premises',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posters', to='premises.premises', verbose_name='premises'),
        ),
        migrations.AddField(
            model_name='poster',
            name='replaces',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='premises.poster'),
        ),
        migrations.AddIndex(
            model_name='checkpoint',
            index=models.Index(fields=['payload_sha256'], name='premises_checkpoint_payload'),
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.CheckConstraint(condition=models.Q(('payload', ''), _negated=True), name='premises_checkpoint_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['TYPED', 'PHOTO', 'LIST', 'MERGE'])), name='premises_checkpoint_known_source'),
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('contests__isnull', False), ('ended_at__isnull', True), ('standing_at__isnull', True), ('state', 'CONTESTED')), models.Q(('ended_at__isnull', True), ('standing_at__isnull', False), ('state', 'STANDING')), models.Q(('ended_at__isnull', False), ('standing_at__isnull', False), ('state', 'RETIRED')), models.Q(('ended_at__isnull', False), ('standing_at__isnull', True), ('state', 'REFUSED')), _connector='OR'), name='premises_checkpoint_state_has_its_moments'),
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='premises_checkpoint_ended_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.CheckConstraint(condition=models.Q(('standing_at__isnull', True), ('ended_at__isnull', True), ('ended_at__gte', models.F('standing_at')), _connector='OR'), name='premises_checkpoint_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.CheckConstraint(condition=models.Q(('contests__isnull', True), models.Q(('contests', models.F('id')), _negated=True), _connector='OR'), name='premises_checkpoint_contests_another'),
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'STANDING')), fields=('payload_sha256',), name='premises_payload_stands_once'),
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'STANDING')), fields=('premises',), name='premises_checkpoint_one_in_use'),
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'CONTESTED')), fields=('premises',), name='premises_checkpoint_one_claim'),
        ),
        migrations.AddIndex(
            model_name='poster',
            index=models.Index(fields=['state', 'premises'], name='premises_poster_state'),
        ),
        migrations.AddConstraint(
            model_name='poster',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['REQUESTED', 'ISSUED', 'PRINTED', 'POSTED', 'VERIFIED', 'DAMAGED', 'REPLACED', 'REVOKED'])), name='premises_poster_known_state'),
        ),
        migrations.AddConstraint(
            model_name='poster',
            constraint=models.CheckConstraint(condition=models.Q(('sheet__in', ['A4', 'A5', 'TABLE_CARD'])), name='premises_poster_known_sheet'),
        ),
        migrations.AddConstraint(
            model_name='poster',
            constraint=models.CheckConstraint(condition=models.Q(('edition__gte', 1)), name='premises_poster_edition_from_one'),
        ),
        migrations.AddConstraint(
            model_name='poster',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('issued_at__isnull', True), ('issued_by', '')), models.Q(('issued_at__isnull', False), models.Q(('issued_by', ''), _negated=True)), _connector='OR'), models.Q(models.Q(('printed_at__isnull', True), ('printed_by', '')), models.Q(('printed_at__isnull', False), models.Q(('printed_by', ''), _negated=True)), _connector='OR'), models.Q(models.Q(('posted_at__isnull', True), ('posted_by', '')), models.Q(('posted_at__isnull', False), models.Q(('posted_by', ''), _negated=True)), _connector='OR'), models.Q(models.Q(('verified_at__isnull', True), ('verified_by', '')), models.Q(('verified_at__isnull', False), models.Q(('verified_by', ''), _negated=True)), _connector='OR'), models.Q(models.Q(('ended_at__isnull', True), ('ended_by', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_by', ''), _negated=True)), _connector='OR')), name='premises_poster_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='poster',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state__in', ('ISSUED', 'PRINTED', 'POSTED', 'VERIFIED')), _negated=True), ('issued_at__isnull', False), _connector='OR'), models.Q(models.Q(('state__in', ('PRINTED', 'POSTED', 'VERIFIED')), _negated=True), ('printed_at__isnull', False), _connector='OR'), models.Q(models.Q(('state__in', ('POSTED', 'VERIFIED')), _negated=True), ('posted_at__isnull', False), _connector='OR'), models.Q(models.Q(('state__in', ('VERIFIED',)), _negated=True), ('verified_at__isnull', False), _connector='OR')), name='premises_poster_state_has_its_moments'),
        ),
        migrations.AddConstraint(
            model_name='poster',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['DAMAGED', 'REPLACED', 'REVOKED'])), models.Q(models.Q(('state__in', ['DAMAGED', 'REPLACED', 'REVOKED']), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='premises_poster_ended_unless_living'),
        ),
        migrations.AddConstraint(
            model_name='poster',
            constraint=models.CheckConstraint(condition=models.Q(('verified_by', ''), models.Q(('verified_by', models.F('posted_by')), _negated=True), _connector='OR'), name='premises_poster_verifier_is_another'),
        ),
        migrations.AddConstraint(
            model_name='poster',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verified_at__isnull', True), models.Q(('posted_at__isnull', False), ('verified_at__gte', models.F('posted_at'))), _connector='OR'), models.Q(('ended_at__isnull', True), models.Q(models.Q(('posted_at__isnull', True), ('ended_at__gte', models.F('posted_at')), _connector='OR'), models.Q(('verified_at__isnull', True), ('ended_at__gte', models.F('verified_at')), _connector='OR')), _connector='OR')), name='premises_poster_moments_in_order'),
        ),
        migrations.AddConstraint(
            model_name='poster',
            constraint=models.CheckConstraint(condition=models.Q(('replaces__isnull', True), models.Q(('replaces', models.F('id')), _negated=True), _connector='OR'), name='premises_poster_replaces_another'),
        ),
        migrations.AddConstraint(
            model_name='poster',
            constraint=models.UniqueConstraint(fields=('premises', 'edition'), name='premises_poster_edition_once'),
        ),
        migrations.AddConstraint(
            model_name='poster',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('REQUESTED', 'ISSUED', 'PRINTED', 'POSTED', 'VERIFIED', 'DAMAGED'))), fields=('premises', 'placement'), name='premises_poster_one_living_a_spot'),
        ),
    ]
