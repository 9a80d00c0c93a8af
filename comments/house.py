"""Changing the rules of the house: what two people change at once stands side by side, and the audit trail has it."""

from django.db import transaction

from articles import audit, merging

from .models import HouseRules
from .words import entries_of

# Fields that decide whether and when readers see comments, so for those who publish.
FOR_PUBLISHERS = ["mode", "close_after_days"]
LISTS = ["banned_words", "suspect_words", "rejection_reasons"]
ENTRIES_TOLD = 12
# What every page with comments depends on.


class ChangedMeanwhile(Exception):
    """Somebody else changed these fields since the page was opened: `names`. `current` are the rules as they stand."""

    def __init__(self, names: list[str], current: HouseRules):
        self.names, self.current = names, current
        super().__init__("Somebody else changed the same rules meanwhile. Nothing was saved.")


def names_of(form) -> list[str]:
    """The fields of a form that whoever fills it in may change."""
    return [name for name, field in form.fields.items() if not field.disabled]


def values_of(house: HouseRules, names) -> dict:
    return {name: getattr(house, name) for name in names}


@transaction.atomic
def keep_rules(values: dict, *, seen: dict[str, str], by) -> HouseRules:
    """Store {field: value} where it differs from what its page showed (`seen`: fingerprints), and return the rules.

    What only others changed since stays. Raises ChangedMeanwhile where both did, and then stores nothing.
    """
    HouseRules.objects.get_or_create(pk=1)
    house = HouseRules.objects.select_for_update().get(pk=1)
    stored = values_of(house, values)
    merged = merging.merge(seen, values, stored)
    if merged.clashes:
        raise ChangedMeanwhile(list(merged.clashes), house)
    changed = {name: values[name] for name in merged.mine if values[name] != stored[name]}
    if not changed:
        return house
    for name, value in changed.items():
        setattr(house, name, value)
    house.save(update_fields=list(changed))
    details = {name: in_words(house, name, stored[name], value) for name, value in changed.items()}
    audit.record(audit.Deed.HOUSE, by=by, about="House rules", **details)
    return house


def in_words(house: HouseRules, name: str, before, after) -> str:
    """What changed in one field, in words that the audit trail can keep."""
    if name in LISTS:
        old, new = entries_of(before), entries_of(after)
        gone, come = [line for line in old if line not in set(new)], [line for line in new if line not in set(old)]
        return "; ".join(filter(None, (told("added", come), told("taken out", gone)))) or "in another order"
    choices = dict(house._meta.get_field(name).choices or {True: "on", False: "off"})
    if not isinstance(after, (bool, str)):
        choices = {}
    return f"{choices.get(before, before)} → {choices.get(after, after)}"


def told(verb: str, lines: list[str]) -> str:
    if not lines:
        return ""
    more = f" and {len(lines) - ENTRIES_TOLD} more" if len(lines) > ENTRIES_TOLD else ""
    return f"{verb} {', '.join(f'“{line[:40]}”' for line in lines[:ENTRIES_TOLD])}{more}"
