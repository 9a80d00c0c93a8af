import csv
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from comments.classifier import in_words
from comments.measuring import Example, Learned, learn, threshold
from comments.training import LONGEST, Overtaken, TooFew, check, examples, keep, newest_id

THRESHOLDS = [30, 40, 50, 60, 70, 80, 90, 95]
MEANS = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}


class Command(BaseCommand):
    help = "Teaches the classifier what people at this newsroom decided, and prints how well it does."

    def add_arguments(self, parser):
        parser.add_argument(
            "--data",
            metavar="FILE.csv",
            help="Measure on these comments instead: columns text and refused (1 or 0), perhaps writer.",
        )
        parser.add_argument("--keep", action="store_true", help="With --data: use what was learned from the file.")

    def handle(self, *, data=None, **options):
        is_kept = not data or options["keep"]
        # Asked before the work begins, so that what somebody else learns meanwhile is not written over.
        newest = newest_id() if is_kept else None
        found = from_file(data) if data else examples()
        try:
            check(found)
            learned = learn(found)
            self.print_measured(learned)
            if is_kept:
                keep(learned, after=newest)
                self.stdout.write("\nThe classifier uses this from now on.")
            else:
                self.stdout.write("\nNothing was stored: these were not this newsroom's decisions.")
        except (TooFew, Overtaken) as why:
            raise CommandError(str(why)) from None

    def print_measured(self, learned: Learned):
        share = 100 * learned.refused / learned.examples
        measured = learned.measured
        self.stdout.write(
            f"{learned.examples} comments, {learned.refused} of them refused ({share:.1f} %).\n"
            f"Measured in {measured['folds']} folds; {measured['groups']} groups of one writer or the same words, each "
            f"in one fold.\n\n| warns from | warnings | precision | recall | F1 |\n|---|---|---|---|---|"
        )
        for percent in THRESHOLDS:
            at = threshold(measured, learned.refused, percent)
            precision = "–" if at.precision is None else f"{at.precision:.3f}"
            self.stdout.write(f"| {percent} % | {at.warned} | {precision} | {at.recall:.3f} | {at.f1:.3f} |")
        base = learned.refused / learned.examples
        self.stdout.write(f"\nAverage precision {measured['average_precision']:.3f}; by chance it would be {base:.3f}.")
        self.stdout.write("\n| it says | comments | on average | refused |\n|---|---|---|---|")
        for tenth, (count, mean, refused) in enumerate(measured["calibration"]):
            if count:
                self.stdout.write(f"| {10 * tenth} to {10 * tenth + 10} % | {count} | {mean} % | {refused} % |")
        for name, words in [("refusing", measured["refused_words"]), ("approving", measured["accepted_words"])]:
            listed = ", ".join(f"{in_words(word)} ({refused} of {every})" for word, refused, every in words)
            self.stdout.write(f"\nWhat speaks most for {name} (refused of all with it): {listed}")


def from_file(path: str) -> list[Example]:
    """Return the examples in a CSV file in UTF-8. Raises CommandError."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as why:
        raise CommandError(f"{path} can't be read: {why}") from None
    rows = csv.DictReader(text.replace("\x00", "").splitlines(keepends=True))
    if not {"text", "refused"} <= set(rows.fieldnames or []):
        raise CommandError(f"{path} needs the columns text and refused in its first line.")
    found = []
    for row in rows:
        refused = MEANS.get((row["refused"] or "").strip().lower())
        if refused is None:
            raise CommandError(f"{path}, line {rows.line_num}: refused is 1 or 0, not “{row['refused']}”.")
        found.append(Example(row["text"][:LONGEST], refused, (row.get("writer") or "").lower()))
    return found
