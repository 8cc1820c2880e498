"""Records made on phones without network: notes on items, the stamp, photos that follow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0001_begin'),
        ('premises', '0010_poster_photos'),
        ('units', '0003_populations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PhotoUpload',
            fields=[
                ('client_uuid', models.UUIDField(primary_key=True, serialize=False, verbose_name='photo number')),
                ('item', models.CharField(max_length=40, verbose_name='item')),
                ('sha256', models.CharField(max_length=64, verbose_name='digest as announced')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('received_bytes', models.PositiveIntegerField(default=0, verbose_name='bytes that came')),
                ('damages', models.PositiveSmallIntegerField(default=0, verbose_name='damaged uploads')),
                ('state', models.CharField(choices=[('UPLOADING', 'on its way'), ('KEPT', 'kept'), ('REFUSED', 'refused: no picture'), ('FORGOTTEN', 'forgotten after its time')], default='UPLOADING', max_length=10, verbose_name='state')),
                ('announced_at', models.DateTimeField(verbose_name='announced at')),
            ],
            options={
                'verbose_name': 'photo on its way',
                'verbose_name_plural': 'photos on their way',
            },
        ),
        migrations.AddField(
            model_name='inspection',
            name='item_notes',
            field=models.JSONField(blank=True, default=dict, verbose_name='notes on items'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='stamp_accuracy_m',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='accuracy of the stamp in metres'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='stamp_latitude',
            field=models.FloatField(blank=True, null=True, verbose_name='latitude of the stamp'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='stamp_longitude',
            field=models.FloatField(blank=True, null=True, verbose_name='longitude of the stamp'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stamp_accuracy_m__isnull', True), ('stamp_latitude__isnull', True), ('stamp_longitude__isnull', True)), models.Q(('stamp_accuracy_m__isnull', False), ('stamp_latitude__range', (-90, 90)), ('stamp_longitude__range', (-180, 180)), ('state', 'DONE')), _connector='OR'), name='inspections_stamp_is_a_place'),
        ),
        migrations.AddField(
            model_name='photoupload',
            name='inspection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='inspections.inspection', verbose_name='inspection'),
        ),
        migrations.AddConstraint(
            model_name='photoupload',
            constraint=models.CheckConstraint(condition=models.Q(('size__gte', 1), ('size__lte', 2097152)), name='inspections_upload_size'),
        ),
        migrations.AddConstraint(
            model_name='photoupload',
            constraint=models.CheckConstraint(condition=models.Q(('received_bytes__lte', models.F('size'))), name='inspections_upload_not_beyond'),
        ),
        migrations.AddConstraint(
            model_name='photoupload',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['UPLOADING', 'KEPT', 'REFUSED', 'FORGOTTEN'])), name='inspections_upload_known_state'),
        ),
        migrations.AddConstraint(
            model_name='photoupload',
            constraint=models.UniqueConstraint(fields=('inspection', 'item'), name='inspections_upload_once_an_item'),
        ),
    ]
