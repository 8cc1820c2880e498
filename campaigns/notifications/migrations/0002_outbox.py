"""The outbox of notices, and how people want to be told."""

import datetime
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0001_begin'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MailTrouble',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254, verbose_name='address')),
                ('refusals', models.PositiveSmallIntegerField(default=0, verbose_name='refusals in a row')),
                ('fault', models.CharField(max_length=300, verbose_name='what went wrong last')),
                ('noted_at', models.DateTimeField(verbose_name='noted at')),
                ('blocked_at', models.DateTimeField(blank=True, null=True, verbose_name='nothing is sent since')),
            ],
            options={
                'verbose_name': 'trouble with an address',
                'verbose_name_plural': 'troubles with addresses',
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('EMERGENCIES', 'Emergency bulletins and recalls'), ('ESCALATIONS', 'Silence that has climbed to you'), ('DUTIES', 'Duties and reports asked of your unit'), ('HELP', "Residents' requests for help"), ('REVIEWS', 'Texts to check, approve or look at again'), ('CITATIONS', 'Commendations and criticisms'), ('INSPECTIONS', 'Inspections and findings'), ('PREMISES', 'Premises, sheets and safety reviews'), ('BROADCASTS', 'Rundowns, coverage and airings'), ('DRIVES', 'Drives, shifts and teams'), ('JOBS', 'Long work that has ended'), ('OTHER', 'Everything else')], max_length=12, verbose_name='kind')),
                ('channel', models.CharField(choices=[('EMAIL', 'Email')], max_length=10, verbose_name='channel')),
                ('pace', models.CharField(choices=[('AT_ONCE', 'At once'), ('DAILY', 'In the daily digest'), ('NEVER', 'Not at all')], max_length=10, verbose_name='how soon')),
            ],
            options={
                'verbose_name': 'preference',
                'verbose_name_plural': 'preferences',
            },
        ),
        migrations.CreateModel(
            name='QuietHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_kept', models.BooleanField(default=True, verbose_name='keep quiet hours')),
                ('begins', models.TimeField(default=datetime.time(21, 0), verbose_name='from')),
                ('ends', models.TimeField(default=datetime.time(6, 0), verbose_name='to')),
            ],
            options={
                'verbose_name': 'quiet hours',
                'verbose_name_plural': 'quiet hours',
            },
        ),
        migrations.CreateModel(
            name='Sending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('EMAIL', 'Email')], max_length=10, verbose_name='channel')),
                ('digest_date', models.DateField(blank=True, null=True, verbose_name='digest of')),
                ('key', models.UUIDField(unique=True, verbose_name='key')),
                ('generation', models.PositiveSmallIntegerField(default=1, verbose_name='sending')),
                ('is_urgent', models.BooleanField(default=False, verbose_name='goes first')),
                ('state', models.CharField(choices=[('PENDING', 'Waits to be sent'), ('SENDING', 'Being sent'), ('SENT', 'Sent'), ('FAILED', 'Given up'), ('BOUNCED', 'Came back'), ('SUPPRESSED', 'Not sent on purpose')], default='PENDING', max_length=10, verbose_name='state')),
                ('queued_at', models.DateTimeField(verbose_name='queued at')),
                ('due_at', models.DateTimeField(verbose_name='due at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('claimed_until_at', models.DateTimeField(blank=True, null=True, verbose_name='held until')),
                ('claimed_by', models.CharField(blank=True, max_length=80, verbose_name='held by')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled at')),
                ('why', models.CharField(blank=True, choices=[('READ', 'Read in Loa meanwhile'), ('UNWANTED', 'Switched off meanwhile'), ('LEFT', 'The person may not see it any more'), ('ADDRESS', 'Mail to this address comes back'), ('OLD', 'Too old; it stands in the inbox'), ('DEMO', 'An invented person')], max_length=10, verbose_name='why not')),
                ('fault', models.CharField(blank=True, max_length=300, verbose_name='what went wrong last')),
                ('said', models.CharField(blank=True, max_length=500, verbose_name='what the server said')),
                ('unsubscribed_at', models.DateTimeField(blank=True, null=True, verbose_name='switched off from it at')),
            ],
            options={
                'verbose_name': 'sending',
                'verbose_name_plural': 'sendings',
            },
        ),
        migrations.AddField(
            model_name='notice',
            name='digested_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='in a digest at'),
        ),
        migrations.AddField(
            model_name='notice',
            name='has_own_mail',
            field=models.BooleanField(default=False, verbose_name='mailed by its own area'),
        ),
        migrations.AddField(
            model_name='notice',
            name='is_for_digest',
            field=models.BooleanField(default=False, verbose_name='goes into the digest'),
        ),
        migrations.AddField(
            model_name='notice',
            name='is_urgent',
            field=models.BooleanField(default=False, verbose_name='told at any hour'),
        ),
        migrations.AddField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('EMERGENCIES', 'Emergency bulletins and recalls'), ('ESCALATIONS', 'Silence that has climbed to you'), ('DUTIES', 'Duties and reports asked of your unit'), ('HELP', "Residents' requests for help"), ('REVIEWS', 'Texts to check, approve or look at again'), ('CITATIONS', 'Commendations and criticisms'), ('INSPECTIONS', 'Inspections and findings'), ('PREMISES', 'Premises, sheets and safety reviews'), ('BROADCASTS', 'Rundowns, coverage and airings'), ('DRIVES', 'Drives, shifts and teams'), ('JOBS', 'Long work that has ended'), ('OTHER', 'Everything else')], default='OTHER', max_length=12, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='notice',
            name='needs_permission',
            field=models.CharField(blank=True, max_length=40, verbose_name='for whoever may'),
        ),
        migrations.AddField(
            model_name='notice',
            name='needs_unit',
            field=models.BigIntegerField(blank=True, null=True, verbose_name='in the unit'),
        ),
        migrations.AddField(
            model_name='notice',
            name='routed_at',
            field=models.DateTimeField(
                blank=True, default=django.utils.timezone.now, null=True, verbose_name='sent on its ways at'
            ),
            # What was told before there was an outbox is not mailed afterwards.
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('routed_at__isnull', True)), fields=['created_at'], name='notifications_unrouted'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('digested_at__isnull', True), ('is_for_digest', True), ('read_at__isnull', True)), fields=['user'], name='notifications_for_digest'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['EMERGENCIES', 'ESCALATIONS', 'DUTIES', 'HELP', 'REVIEWS', 'CITATIONS', 'INSPECTIONS', 'PREMISES', 'BROADCASTS', 'DRIVES', 'JOBS', 'OTHER'])), name='notifications_notice_kind'),
        ),
        migrations.AddField(
            model_name='mailtrouble',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mail_trouble', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='preference',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_preferences', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='quiethours',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='quiet_hours', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sending',
            name='notice',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sendings', to='notifications.notice'),
        ),
        migrations.AddField(
            model_name='sending',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sendings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.UniqueConstraint(fields=('user', 'kind', 'channel'), name='notifications_one_preference'),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['EMAIL']), ('kind__in', ['EMERGENCIES', 'ESCALATIONS', 'DUTIES', 'HELP', 'REVIEWS', 'CITATIONS', 'INSPECTIONS', 'PREMISES', 'BROADCASTS', 'DRIVES', 'JOBS', 'OTHER']), ('pace__in', ['AT_ONCE', 'DAILY', 'NEVER'])), name='notifications_preference_words'),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('EMERGENCIES', 'ESCALATIONS', 'DUTIES')), ('pace', 'NEVER'), _negated=True), models.Q(('kind', 'EMERGENCIES'), ('pace', 'DAILY'), _negated=True)), name='notifications_duty_is_told'),
        ),
        migrations.AddConstraint(
            model_name='quiethours',
            constraint=models.CheckConstraint(condition=models.Q(('begins', models.F('ends')), _negated=True), name='notifications_quiet_has_an_end'),
        ),
        migrations.AddIndex(
            model_name='sending',
            index=models.Index(condition=models.Q(('state', 'PENDING')), fields=['due_at'], name='notifications_to_send'),
        ),
        migrations.AddIndex(
            model_name='sending',
            index=models.Index(condition=models.Q(('state', 'SENDING')), fields=['claimed_until_at'], name='notifications_left_behind'),
        ),
        migrations.AddIndex(
            model_name='sending',
            index=models.Index(fields=['settled_at'], name='notifications_settled'),
        ),
        migrations.AddConstraint(
            model_name='sending',
            constraint=models.UniqueConstraint(fields=('notice', 'channel'), name='notifications_sent_once_a_channel'),
        ),
        migrations.AddConstraint(
            model_name='sending',
            constraint=models.UniqueConstraint(fields=('user', 'channel', 'digest_date'), name='notifications_one_digest_a_day'),
        ),
        migrations.AddConstraint(
            model_name='sending',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('digest_date__isnull', False), ('notice__isnull', True)), models.Q(('digest_date__isnull', True), ('notice__isnull', False)), _connector='OR'), name='notifications_sending_of_what'),
        ),
        migrations.AddConstraint(
            model_name='sending',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['EMAIL'])), name='notifications_sending_channel'),
        ),
        migrations.AddConstraint(
            model_name='sending',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['PENDING', 'SENDING', 'SENT', 'FAILED', 'BOUNCED', 'SUPPRESSED'])), name='notifications_sending_state'),
        ),
        migrations.AddConstraint(
            model_name='sending',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_by__gt', ''), ('claimed_until_at__isnull', False), ('state', 'SENDING')), models.Q(models.Q(('state', 'SENDING'), _negated=True), ('claimed_by', ''), ('claimed_until_at__isnull', True)), _connector='OR'), name='notifications_lease_whole'),
        ),
        migrations.AddConstraint(
            model_name='sending',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('state__in', ('SENT', 'FAILED', 'BOUNCED', 'SUPPRESSED'))), models.Q(models.Q(('state__in', ('SENT', 'FAILED', 'BOUNCED', 'SUPPRESSED')), _negated=True), ('settled_at__isnull', True)), _connector='OR'), name='notifications_settled_whole'),
        ),
        migrations.AddConstraint(
            model_name='sending',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'SUPPRESSED'), ('why__in', ['READ', 'UNWANTED', 'LEFT', 'ADDRESS', 'OLD', 'DEMO'])), models.Q(models.Q(('state', 'SUPPRESSED'), _negated=True), ('why', '')), _connector='OR'), name='notifications_not_sent_why'),
        ),
    ]
