import articles.models.article
import articles.models.edition
import articles.models.photo
import articles.models.section
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import taggit.managers
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # The exclusion constraints below compare numbers and text by a gist index. PostgreSQL only.
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kicker', models.CharField(blank=True, help_text='The subject in a word or two, above the headline.', max_length=60, validators=[articles.models.article.check_no_nul])),
                ('headline', models.CharField(error_messages={'blank': 'Write a headline.', 'max_length': 'The headline has %(show_value)d characters. At most %(limit_value)d fit.', 'required': 'Write a headline.'}, max_length=200, validators=[articles.models.article.check_no_nul])),
                ('deck', models.CharField(blank=True, help_text='The sentence under the headline.', max_length=400, validators=[articles.models.article.check_no_nul])),
                ('slug', models.SlugField(allow_unicode=True, blank=True, help_text='The last part of the address. Empty: made from the headline when the story is published.', max_length=120)),
                ('label', models.CharField(choices=[('news', 'News'), ('analysis', 'Analysis'), ('opinion', 'Opinion'), ('feature', 'Feature'), ('interview', 'Interview'), ('review', 'Review'), ('obituary', 'Obituary'), ('sponsored', 'Sponsored')], default='news', max_length=20)),
                ('dateline', models.CharField(blank=True, help_text='Where it was reported, when that is not here: “VASSHOLM, 21 November”.', max_length=80, validators=[articles.models.article.check_no_nul])),
                ('body', models.TextField(blank=True)),
                ('lead_caption', models.TextField(blank=True, help_text="For this story only. Empty: the photo's own caption.", validators=[articles.models.article.check_no_nul])),
                ('front_headline', models.CharField(blank=True, help_text='A shorter headline for fronts. Empty: the headline.', max_length=200, validators=[articles.models.article.check_no_nul])),
                ('search_title', models.CharField(blank=True, help_text='For search engines. Empty: the headline.', max_length=200, validators=[articles.models.article.check_no_nul])),
                ('search_description', models.CharField(blank=True, help_text='For search engines. Empty: the deck.', max_length=300, validators=[articles.models.article.check_no_nul])),
                ('canonical_url', models.URLField(blank=True, help_text='Where the story first appeared, if that was elsewhere.')),
                ('noindex', models.BooleanField(default=False, verbose_name='keep out of search engines')),
                ('comments_policy', models.CharField(choices=[('open', 'Open: each one is read before it appears'), ('closed', 'Closed: what is there stays, nothing new comes in')], default='open', max_length=12)),
                ('stage', models.CharField(choices=[('draft', 'Draft'), ('review', 'In review'), ('ready', 'Ready')], default='draft', max_length=10)),
                ('planned_for', models.DateTimeField(blank=True, help_text='When the desk means to have it. Nothing happens by itself at that time.', null=True)),
                ('editor_note', models.TextField(blank=True, help_text='For the desk only.', validators=[articles.models.article.check_no_nul])),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('content_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('saved_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False)),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('related', models.ManyToManyField(blank=True, related_name='+', to='articles.article')),
                ('saved_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text='What the story is about. Type a new one, or choose.', through='taggit.TaggedItem', to='taggit.Tag', verbose_name='Tags')),
            ],
            options={
                'verbose_name': 'story',
                'verbose_name_plural': 'stories',
                'ordering': ['-saved_at', '-pk'],
                'permissions': [('publish_article', 'Can publish, schedule and withdraw stories'), ('edit_every_article', 'Can edit stories of other people and stories that were published')],
            },
        ),
        migrations.CreateModel(
            name='Author',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='As the byline prints it.', max_length=120)),
                ('slug', models.SlugField(allow_unicode=True, error_messages={'unique': 'Another author has this address.'}, help_text="The last part of the address of the author's page.", max_length=120, unique=True)),
                ('role', models.CharField(blank=True, help_text='What readers see under the name: “Harbour editor”.', max_length=120)),
                ('bio', models.TextField(blank=True, help_text="Two or three sentences for the author's page and the author box.")),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('email_is_private', models.BooleanField(default=True, help_text="Untick to print the address on the author's page.", verbose_name='keep the email private')),
                ('user', models.OneToOneField(blank=True, help_text='The account this person logs in with, if any. Stories with their byline are theirs to edit.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='author', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Byline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('words', 'Words'), ('photos', 'Photos'), ('editing', 'Editing'), ('research', 'Research')], default='words', max_length=10)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bylines', to='articles.article')),
                ('author', models.ForeignKey(error_messages={'required': 'Choose an author, or take this line out.'}, on_delete=django.db.models.deletion.PROTECT, related_name='bylines', to='articles.author')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='authors',
            field=models.ManyToManyField(related_name='articles', through='articles.Byline', to='articles.author'),
        ),
        migrations.CreateModel(
            name='Masthead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='The Newsroom', help_text="The publication's name, as it stands on every page.", max_length=80)),
                ('tagline', models.CharField(blank=True, help_text='A few words beside the date.', max_length=120)),
                ('language', models.CharField(default='en', help_text='The language of the stories, as a code: en, de, ar. Screen readers and search engines use it.', max_length=16)),
                ('description', models.CharField(blank=True, help_text='One sentence for search engines, about the whole publication.', max_length=200)),
                ('contact', models.TextField(blank=True, help_text='Stands at the foot of every page: where you are and where to report a mistake.')),
                ('copyright', models.CharField(blank=True, help_text='Who holds the rights. Printed after © and the year.', max_length=120)),
            ],
            options={
                'verbose_name': 'masthead',
                'verbose_name_plural': 'masthead',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='masthead_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('image', models.ImageField(max_length=120, storage=articles.models.photo.originals, upload_to=articles.models.photo.original_name, verbose_name='file')),
                ('caption', models.TextField(help_text='Who, what, where and when, in a sentence or two. Readers see it under the photo.')),
                ('credit', models.CharField(help_text='Who is named for it: “Noor Vance / The Courier”.', max_length=200)),
                ('alt_text', models.CharField(blank=True, help_text='What the photo shows, for readers who cannot see it. One plain sentence.', max_length=300)),
                ('is_decorative', models.BooleanField(default=False, help_text='Tick only when the photo says nothing that the text does not. Screen readers then pass over it.', verbose_name='decorative')),
                ('headline', models.CharField(blank=True, help_text="A title for the desk. Readers don't see it.", max_length=200)),
                ('source', models.CharField(blank=True, help_text='The agency or person it came from.', max_length=200)),
                ('copyright', models.CharField(blank=True, max_length=200)),
                ('licence', models.CharField(blank=True, help_text='The terms it may be used under.', max_length=200)),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('keywords', models.CharField(blank=True, help_text='For finding it again; separated by commas.', max_length=500)),
                ('focal_x', models.FloatField(default=0.5, help_text='0 is the left edge, 1 the right.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)])),
                ('focal_y', models.FloatField(default=0.5, help_text='0 is the top edge, 1 the bottom.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)])),
                ('width_px', models.PositiveIntegerField(editable=False)),
                ('height_px', models.PositiveIntegerField(editable=False)),
                ('sha256', models.CharField(db_index=True, editable=False, max_length=64)),
                ('perceptual_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=16)),
                ('usage_until', models.DateTimeField(blank=True, help_text='When the right to use it ends. Empty: it does not.', null=True)),
                ('metadata', models.JSONField(default=dict, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('uploaded_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'permissions': [('edit_every_photo', 'Can edit photos that other people uploaded')],
            },
        ),
        migrations.AddField(
            model_name='author',
            name='photo',
            field=models.ForeignKey(blank=True, help_text='A portrait from the library.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.photo'),
        ),
        migrations.AddField(
            model_name='article',
            name='lead_photo',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='led_articles', to='articles.photo'),
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('autosave', 'Autosaved'), ('save', 'Saved'), ('milestone', 'Milestone'), ('publish', 'Published'), ('conflict', 'Kept from a conflict')], default='save', max_length=10)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('data', models.JSONField(help_text='What Article.content() gave: fields, bylines, tags.')),
                ('at', models.DateTimeField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='articles.article')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='As the navigation prints it.', max_length=60)),
                ('slug', models.SlugField(allow_unicode=True, error_messages={'unique': 'Another section has this address.'}, help_text='The first part of the address of every story in this section.', max_length=60, unique=True, validators=[articles.models.section.check_not_reserved])),
                ('description', models.CharField(blank=True, help_text="One sentence that readers see under the section's name.", max_length=300)),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Lower numbers come first in the navigation.')),
                ('parent', models.ForeignKey(blank=True, help_text="Leave empty for a section of its own. A subsection's stories also stand on its parent's front.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subsections', to='articles.section')),
            ],
            options={
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('live_from', models.DateTimeField(db_index=True)),
                ('live_until', models.DateTimeField(db_index=True, null=True)),
                ('published_at', models.DateTimeField(help_text='First time public.')),
                ('updated_at', models.DateTimeField(help_text='The last change that readers should know of.')),
                ('is_minor', models.BooleanField(default=False)),
                ('path', models.CharField(db_index=True, max_length=300)),
                ('announced_at', models.DateTimeField(null=True)),
                ('headline', models.CharField(max_length=200)),
                ('kicker', models.CharField(blank=True, max_length=60)),
                ('deck', models.CharField(blank=True, max_length=400)),
                ('label', models.CharField(max_length=20)),
                ('dateline', models.CharField(blank=True, max_length=80)),
                ('slug', models.CharField(max_length=120)),
                ('lead_caption', models.TextField(blank=True)),
                ('lead_credit', models.CharField(blank=True, max_length=200)),
                ('lead_alt_text', models.CharField(blank=True, max_length=300)),
                ('byline_text', models.CharField(blank=True, max_length=500)),
                ('credits', models.JSONField(default=list, help_text="The byline's rows: name, slug, role.")),
                ('tag_links', models.JSONField(default=list, help_text="The tags' names and slugs, as the page prints them.")),
                ('front_headline', models.CharField(blank=True, max_length=200)),
                ('search_title', models.CharField(blank=True, max_length=200)),
                ('search_description', models.CharField(blank=True, max_length=300)),
                ('canonical_url', models.URLField(blank=True)),
                ('noindex', models.BooleanField(default=False)),
                ('body_html', models.TextField()),
                ('body_text', models.TextField()),
                ('word_count', models.PositiveIntegerField()),
                ('content_hash', models.CharField(max_length=64)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='articles.article')),
                ('authors', models.ManyToManyField(related_name='editions', to='articles.author')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tags', models.ManyToManyField(related_name='editions', to='taggit.tag')),
                ('lead_photo', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='articles.photo')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='articles.revision')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='articles.section')),
            ],
            options={
                'ordering': ['-published_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='section',
            field=models.ForeignKey(error_messages={'blank': 'Choose a section.', 'null': 'Choose a section.', 'required': 'Choose a section.'}, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='articles.section'),
        ),
        migrations.AddConstraint(
            model_name='byline',
            constraint=models.UniqueConstraint(fields=('article', 'author', 'role'), name='byline_names_an_author_once_for_a_role', violation_error_message='This author is already named for the same work.'),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.CheckConstraint(condition=models.Q(('focal_x__gte', 0), ('focal_x__lte', 1), ('focal_y__gte', 0), ('focal_y__lte', 1)), name='photo_focal_point_is_inside'),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.CheckConstraint(condition=models.Q(('height_px__gt', 0), ('width_px__gt', 0)), name='photo_has_a_size'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(fields=['article', '-at'], name='revision_newest_of_article'),
        ),
        migrations.AddConstraint(
            model_name='section',
            constraint=models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='section_is_not_its_own_parent'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['-published_at', '-id'], name='edition_newest'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['section', '-published_at', '-id'], name='edition_newest_in_section'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['article', '-live_from'], name='edition_latest_of_article'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('article', 'number'), name='edition_number_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('live_until', None), ('live_until__gt', models.F('live_from')), _connector='OR'), name='edition_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('published_at__lte', models.F('updated_at'))), name='edition_updated_after_published'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=articles.models.edition.PostgresExclusion(expressions=[('article', '='), (articles.models.edition.TsTzRange('live_from', 'live_until', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='editions_of_an_article_do_not_overlap'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=articles.models.edition.PostgresExclusion(expressions=[('path', '='), ('article', '<>')], name='an_address_belongs_to_one_article'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('headline', ''), _negated=True), name='article_has_a_headline'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['draft', 'review', 'ready'])), name='article_stage_is_known'),
        ),
    ]
