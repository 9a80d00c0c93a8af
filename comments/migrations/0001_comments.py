import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('articles', '0001_newsroom'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author_name', models.CharField(max_length=80, verbose_name='name')),
                ('author_email', models.EmailField(max_length=254, verbose_name='email')),
                ('author_website', models.URLField(blank=True, verbose_name='website')),
                ('body', models.TextField(verbose_name='comment')),
                ('state', models.CharField(choices=[('pending', 'Held'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('spam', 'Spam'), ('withdrawn', 'Withdrawn by its writer')], default='pending', max_length=10)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('ip_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('is_featured', models.BooleanField(default=False, verbose_name="editor's pick")),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='articles.article')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='comments.comment')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(blank=True, help_text='The rule that decided, when no person did.', max_length=40)),
                ('verdict', models.CharField(choices=[('pending', 'Held'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('spam', 'Spam'), ('withdrawn', 'Withdrawn by its writer')], max_length=10)),
                ('reasons', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='comments.comment')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['article', 'created_at'], name='comment_of_article'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['state', 'created_at'], name='comment_in_state'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['ip_hash', '-created_at'], name='comment_from_address'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(django.db.models.functions.text.Lower('author_email'), models.OrderBy(models.F('created_at'), descending=True), name='comment_of_writer'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'approved', 'rejected', 'spam', 'withdrawn'])), name='comment_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='comment_says_something'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('is_featured', False), ('state', 'approved'), _connector='OR'), name='only_approved_comments_are_picked'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['comment', '-at'], name='decision_latest_of_comment'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['pending', 'approved', 'rejected', 'spam', 'withdrawn'])), name='decision_verdict_is_known'),
        ),
    ]
