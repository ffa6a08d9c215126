"""A row for when the clock was last looked at."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('erasure', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('steady_since', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='erasure_clock_only')],
            },
        ),
    ]
