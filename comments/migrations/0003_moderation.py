import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0008_comments_and_mail'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('comments', '0002_groups'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AddressSalt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins_on', models.DateField(unique=True)),
                ('salt', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('pending', 'Held'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('spam', 'Spam'), ('withdrawn', 'Withdrawn by its writer')], max_length=10)),
                ('query', models.CharField(blank=True, max_length=1000)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('up_to', models.BigIntegerField()),
                ('reached', models.BigIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('passed_over', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-begun_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Discussion',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='discussion', serialize=False, to='articles.article')),
                ('shown_count', models.PositiveIntegerField(db_default=0, default=0)),
            ],
        ),
        migrations.CreateModel(
            name='HouseRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('hold_all', 'Hold all: each one is read before it appears'), ('hold_newcomers', 'Hold newcomers: proven commenters appear at once'), ('publish_first', 'Publish, then check: what no rule holds appears at once'), ('closed', 'Closed: what is there stays, nothing new comes in')], default='hold_all', max_length=16)),
                ('close_after_days', models.PositiveSmallIntegerField(default=0, help_text='Days after publication at which a story takes no more comments. 0: never.')),
                ('links_held', models.PositiveSmallIntegerField(default=2, help_text='A comment with this many links is held. 0: links hold nothing.')),
                ('banned_words', models.TextField(blank=True, help_text='A comment with one of these is rejected. One a line; * stands for any letters.')),
                ('suspect_words', models.TextField(blank=True, help_text='A comment with one of these is held as suspect. One a line; * stands for any letters.')),
                ('holds_capitals', models.BooleanField(default=True, help_text='Much in capitals is held.', verbose_name='hold shouting')),
                ('holds_repetition', models.BooleanField(default=True, help_text='The same letter or word again and again is held.', verbose_name='hold repetition')),
                ('holds_near_doubles', models.BooleanField(default=True, help_text='What was said before in almost the same words is held.', verbose_name='hold near doubles')),
                ('proven_after', models.PositiveSmallIntegerField(default=2, help_text='Approved comments after which a writer with a confirmed address is proven.')),
                ('proven_under_percent', models.PositiveSmallIntegerField(default=30, help_text='A writer is not proven while this share of their comments of 90 days was rejected.')),
                ('uses_classifier', models.BooleanField(default=True, help_text='What it takes for unwelcome is held as suspect. It never rejects.', verbose_name='ask the classifier')),
                ('classifier_percent', models.PositiveSmallIntegerField(default=80, help_text='How sure the classifier has to be before it holds a comment as suspect.')),
                ('rejection_reasons', models.TextField(blank=True, default='It is not about the story.\nIt attacks a person instead of an argument.\nIt is advertising.', help_text='Sentences a moderator can send with a rejection. One a line.')),
            ],
            options={
                'verbose_name': 'house rules',
                'verbose_name_plural': 'house rules',
            },
        ),
        migrations.CreateModel(
            name='InHand',
            fields=[
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='in_hand', serialize=False, to='comments.comment')),
                ('until', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ModeratorMail',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='moderator_mail', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('often', models.CharField(choices=[('never', 'No mail'), ('hourly', 'Once an hour, when something waits'), ('daily', 'Once a day, when something waits')], default='never', max_length=10)),
                ('sent_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Mute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('offensive', 'Offensive'), ('abusive', 'Abusive towards somebody'), ('spam', 'Advertising or spam'), ('illegal', 'Illegal content'), ('other', 'Something else')], max_length=10)),
                ('text', models.TextField(blank=True)),
                ('reporter_name', models.CharField(blank=True, max_length=80)),
                ('reporter_email', models.EmailField(blank=True, max_length=254)),
                ('is_in_good_faith', models.BooleanField(default=False)),
                ('ip_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, max_length=10)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SavedQueue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(max_length=500)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TrainedClassifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('examples', models.PositiveIntegerField()),
                ('refused', models.PositiveIntegerField(help_text='How many of the examples moderators refused.')),
                ('precision_percent', models.FloatField(null=True)),
                ('recall_percent', models.FloatField(null=True)),
                ('measured', models.JSONField(default=dict, help_text='The whole measurement: folds, thresholds, what weighed most.')),
                ('weights', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Writer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('confirmed_at', models.DateTimeField(help_text='When somebody proved to read this mailbox.', null=True)),
                ('replies', models.CharField(choices=[('never', 'No mail'), ('at_once', 'At once'), ('daily', 'Once a day, together')], default='never', max_length=10)),
                ('replies_sent_at', models.DateTimeField(null=True)),
                ('banned_at', models.DateTimeField(null=True)),
                ('warned_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='WriterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('note', 'Note'), ('warning', 'Warned'), ('ban', 'Banned'), ('unban', 'Lifted the ban')], max_length=10)),
                ('text', models.TextField(blank=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='comment',
            name='edited_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='comment',
            name='erased_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='comment',
            name='is_cut_off',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='comment',
            name='is_suspect',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='comment',
            name='needs_check',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='comment',
            name='place',
            field=models.CharField(blank=True, editable=False, max_length=100),
        ),
        migrations.AddField(
            model_name='comment',
            name='reply_count',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='comment',
            name='report_count',
            field=models.PositiveIntegerField(default=0, verbose_name='open reports'),
        ),
        migrations.AddField(
            model_name='comment',
            name='suspicion',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='comment',
            name='thread',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='comments.comment'),
        ),
        migrations.AddField(
            model_name='comment',
            name='told_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='message',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='decision',
            name='was',
            field=models.CharField(blank=True, choices=[('pending', 'Held'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('spam', 'Spam'), ('withdrawn', 'Withdrawn by its writer')], default='', max_length=10),
        ),
        migrations.AlterField(
            model_name='decision',
            name='comment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='comments.comment'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('is_cut_off', False), ('state', 'approved'), ('thread', None)), fields=['article', 'place'], name='comment_thread_oldest'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('is_cut_off', False), ('state', 'approved'), ('thread', None)), fields=['article', '-reply_count', 'place'], name='comment_thread_replied'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('is_cut_off', False), ('state', 'approved'), ('thread', None)), fields=['article', '-is_featured', 'place'], name='comment_thread_picks'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['thread', 'place'], name='comment_in_thread'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('is_cut_off', False), ('state', 'approved')), fields=['-created_at'], name='comment_shown_newest'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('is_suspect', True), ('state', 'pending')), fields=['created_at'], name='comment_suspect'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('report_count__gt', 0)), fields=['-report_count', 'created_at'], name='comment_reported'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('needs_check', True), ('state', 'approved')), fields=['created_at'], name='comment_unchecked'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('is_cut_off', False), ('state', 'approved'), ('parent__isnull', False), ('told_at', None)), fields=['created_at'], name='comment_untold'),
        ),
        migrations.AddField(
            model_name='batch',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='batch',
            name='undoes',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='undone_by', to='comments.batch'),
        ),
        migrations.AddField(
            model_name='decision',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='comments.batch'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['-at'], name='decision_latest'),
        ),
        migrations.AddConstraint(
            model_name='houserules',
            constraint=models.CheckConstraint(condition=models.Q(('pk', 1)), name='house_rules_are_one_row'),
        ),
        migrations.AddConstraint(
            model_name='houserules',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['hold_all', 'hold_newcomers', 'publish_first', 'closed'])), name='house_mode_is_known'),
        ),
        migrations.AddConstraint(
            model_name='houserules',
            constraint=models.CheckConstraint(condition=models.Q(('proven_under_percent__lte', 100), ('classifier_percent__lte', 100)), name='house_shares_are_percent'),
        ),
        migrations.AddField(
            model_name='inhand',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mute',
            name='thread',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='comments.comment'),
        ),
        migrations.AddField(
            model_name='report',
            name='closed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='report',
            name='comment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='comments.comment'),
        ),
        migrations.AddField(
            model_name='savedqueue',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_queues', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='writer',
            index=models.Index(condition=models.Q(('banned_at__isnull', False)), fields=['banned_at'], name='writer_banned'),
        ),
        migrations.AddField(
            model_name='mute',
            name='writer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mutes', to='comments.writer'),
        ),
        migrations.AddField(
            model_name='writerentry',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='comments.batch'),
        ),
        migrations.AddField(
            model_name='writerentry',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='writerentry',
            name='comment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notes', to='comments.comment'),
        ),
        migrations.AddField(
            model_name='writerentry',
            name='writer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='comments.writer'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['begun_at'], name='batch_unfinished'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['comment'], name='report_open'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['ip_hash', '-at'], name='report_from_address'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['-at'], name='report_latest'),
        ),
        migrations.AddConstraint(
            model_name='savedqueue',
            constraint=models.UniqueConstraint(fields=('user', 'name'), name='saved_queue_name_is_unique_for_a_person'),
        ),
        migrations.AddConstraint(
            model_name='mute',
            constraint=models.UniqueConstraint(fields=('writer', 'thread'), name='thread_is_muted_once'),
        ),
        migrations.AddIndex(
            model_name='writerentry',
            index=models.Index(fields=['writer', '-at'], name='entry_of_writer'),
        ),
    ]
