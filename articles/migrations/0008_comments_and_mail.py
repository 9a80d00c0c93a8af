import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0007_audit_and_mail'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='comments_stay_open',
            field=models.BooleanField(default=False, help_text="They don't close by themselves some days after publication.", verbose_name='comments stay open'),
        ),
        migrations.AddField(
            model_name='masthead',
            name='links_commenters',
            field=models.BooleanField(default=True, help_text='The name above an approved comment leads to the website its writer gave. Search engines are told not to follow.', verbose_name='link commenters’ websites'),
        ),
        migrations.AddField(
            model_name='notice',
            name='address',
            field=models.EmailField(blank=True, default='', max_length=254),
        ),
        migrations.AddField(
            model_name='notice',
            name='headers',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='notice',
            name='kind',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.AddField(
            model_name='section',
            name='comments_policy',
            field=models.CharField(choices=[('open', 'As on the whole site'), ('hold_all', 'Hold all: each one is read before it appears'), ('hold_newcomers', 'Hold newcomers: proven commenters appear at once'), ('publish_first', 'Publish, then check: what no rule holds appears at once'), ('closed', 'Closed: what is there stays, nothing new comes in')], default='open', help_text='For the stories in this section. A story may have a rule of its own.', max_length=16, verbose_name='comments'),
        ),
        migrations.AlterField(
            model_name='article',
            name='comments_policy',
            field=models.CharField(choices=[('open', 'As in its section'), ('hold_all', 'Hold all: each one is read before it appears'), ('hold_newcomers', 'Hold newcomers: proven commenters appear at once'), ('publish_first', 'Publish, then check: what no rule holds appears at once'), ('closed', 'Closed: what is there stays, nothing new comes in')], default='open', max_length=16),
        ),
        migrations.AlterField(
            model_name='notice',
            name='to',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('address', ''), _negated=True), fields=['address', 'kind', '-made_at'], name='notice_to_reader'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('to__isnull', False)), models.Q(('to', None), models.Q(('address', ''), _negated=True)), _connector='OR'), name='notice_has_one_receiver'),
        ),
    ]
