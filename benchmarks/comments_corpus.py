"""Labelled comments of an invented town, to measure the classifier on: python -m benchmarks.comments_corpus FILE.csv

Written from a grammar, so no reader's words are in it. It is made hard on purpose: refused comments begin like any
other and often insult without a bad word; accepted ones use hard words about things, prices and links; spammers dress
their words up; and in one of twenty-five the moderator decided otherwise than the text would have it. What is measured
here says that the machinery works, not how well it would do for a newsroom: for that, measure its own decisions.
"""

import csv
import random
import re
import sys
from pathlib import Path

NOISE = 0.04
REFUSED_SHARE = 0.22

# Options stand on lines of their own or between bars; a word in braces is filled in.
GRAMMAR = {
    "place": """
        the harbour | the fish market | the old quay | Mill Street | the ferry pier | the school | the library
        the north wall | the swimming baths | the bus station | the lighthouse road | the council chamber
        the allotments | the boatyard
    """,
    "who": """
        the council | the harbour board | the mayor | the ferry company | the planning office | the contractor
        the minister | your reporter | the headteacher | the trawler owners | the residents’ committee
        the pilot | Councillor Haugen | Mrs Brandt
    """,
    "thing": """
        the new parking rules | the closed road | the ferry timetable | the sea wall | the budget | the wind farm
        the school merger | the rent rise | the dredging | the night bus | the tax on second homes
        the cycle lane | the regatta
    """,
    "time": """
        last winter | in 1987 | every Tuesday | since the storm | for thirty years | this morning
        before the election | when I was a child | two years running | all summer
    """,
    "good": """
        well argued | long overdue | a fair piece | worth reading twice | good news for once
        better than I feared | sensible
    """,
    "poor": """
        a disgrace | idiotic | stupid | a joke | rubbish | a waste of money | a scandal | shameful
        pathetic planning | nonsense
    """,
    "kin": """
        my father | my grandmother | a neighbour | my daughter | our skipper | my late husband
        a friend on the board
    """,
    "sum": """
        40,000 | 2 million | £350 | €12 | three hundred | 30 per cent | £1.2m | 90 pence
    """,
    "ordinary": """
        I walked past {place} {time} and {saw}.
        {Kin} worked at {place} {time}.
        Does anybody know whether {who} has answered about {thing}?
        {Who} should read the report before voting on {thing}.
        The figure is wrong: it was {sum}, not {sum}.
        What does {thing} cost us a year? {Sum}?
        I was at the meeting and {who} said something else.
        Thank you for writing about {thing}, it is {good}.
        {Thing} is {poor}, and I say that as someone who voted for it.
        Whoever thought of {thing} should try it with a pram.
        It is {poor} that {place} has been shut {time}.
        I don’t agree with {who}, but the argument is {good}.
        You could have mentioned that {place} flooded {time}.
        We had the same fight {time} and nothing came of it.
        For anyone interested, the minutes are at {page}.
        My answer to {thing}: ask the people who live near {place}.
        Can you correct the caption? That is {place}.
        The buses don’t run, the fares rise, and {who} looks the other way.
        {Kin} would have laughed at this.
        Nobody has asked the young families around {place}.
        If {who} paid for {thing}, let them show the bill.
        I have been saying so {time}.
        Free parking at {place} would do more than {thing}.
        There is a cheaper way, and it was offered {time} for {sum}.
        Try walking there at night, then write again.
    """,
    "saw": """
        the lamps were out
        there was nobody working
        water stood to my ankles
        the gate was open
        three lorries waited
        somebody had painted the railings
        the notice was gone
    """,
    "page": """
        https://harbour-council.example/minutes
        https://www.tides.example/table
        www.ferry.example/fares
        https://harbour-council.example/budget
    """,
    "person": """
        you | the writer above | that woman | this clown | Haugen | people like you | his sort | her whole family
        you lot | these newcomers | the fishermen
    """,
    "slur": """
        idiot | moron | liar | parasite | rat | pig | scum | coward | cretin | thief | traitor | halfwit | leech
        vermin | witch
    """,
    "abuse": """
        {Person} should be thrown off {place}.
        You are a {slur} and always were.
        What a {slur}.
        Only a {slur} would defend {who}.
        Shut up, {slur}.
        {Person} can go back where they came from.
        I know where {person} lives.
        Somebody ought to teach {person} a lesson.
        Another {slur} who has never worked a day.
        {Who} is a {slur}, a {slur} and a drunk.
        Everyone knows what {person} did with the money.
        {Person}: too dim to read, too fat to walk.
        Go and drown yourself.
        No wonder, with a mother like hers.
        We remember faces in this town, {slur}.
        They breed like {slur}s around {place}.
        Hang {who}.
        Is there a cure for {person}?
        I hope {place} falls on {person}.
        Crawl back under your stone.
    """,
    "goods": """
        loans | casino bonus | crypto signals | slimming pills | replica watches | essay writing | followers
        betting tips | roof repairs | online pharmacy | gold coins | work from home
    """,
    "offer": """
        Earn {sum} a week from home, no experience.
        Cheap {goods} at {shop} today only!!
        I was in debt until I met {agent}, who got me {sum} in five days.
        Best {goods} here: {shop}
        Contact {agent} on whatsapp +44 7700 900{digits}.
        Very informative post, I have bookmarked your website. {Shop}
        Great article! I also write about {goods}: {shop}
        FREE {goods}, CLICK {shop}
        Are you looking for {goods}? We deliver worldwide.
        My wife makes {sum} monthly with {goods}, ask me how.
        Visit {shop} for discount {goods}, limited offer.
        Mail {mail} for {goods} without a bank check.
        Nice blog, thanks for sharing about {place}.
        100% guaranteed {goods}, thousands of happy customers.
    """,
    "shop": """
        http://best-{n}.example/win
        https://cheap{digits}.example
        www.deal-{n}.example
        bit.example/{digits}
        http://{n}.shop.example/?ref={digits}
    """,
    "agent": """
        Mr Duncan Wealth | Dr Grace Hope | Mrs Anita Funds | expert Trader Leo | Agent Ferrari
    """,
    "mail": """
        quick.loan{digits}@mail.example | office{n}@funds.example | help.{n}@rich.example
    """,
    "rant": """
        Wake up, sheep, {who} is run from abroad.
        The vaccine did this to {kin}.
        Delete this and prove me right.
        This paper is paid by {who}, everyone knows.
        You censor everything I write, {slur}s.
        Not one word about the real enemy, of course.
        FIRST
        lol
        hahahaha
        Nobody asked you.
        Who cares about {place}.
        Why is my comment gone again?
    """,
}
KINDS = ["abuse", "abuse", "spam", "spam", "rant", "veiled"]
LOOKALIKES = str.maketrans({"o": "0", "i": "1", "e": "3", "a": "@", "s": "$"})
SLOT = re.compile(r"\{(\w+)\}")


class Town:
    """Writes comments. The same seed writes the same ones."""

    def __init__(self, seed: int = 1):
        self.chance = random.Random(seed)
        self.options = {name: re.split(r"\s*[|\n]\s*", text.strip()) for name, text in GRAMMAR.items()}

    def say(self, symbol: str) -> str:
        def filled(match):
            name = match[1]
            if name == "digits":
                return str(self.chance.randrange(100, 1000))
            if name == "n":
                return self.chance.choice(["bonus", "lux", "trade", "slim", "win", "fast", "vip"])
            words = self.say(name.lower())
            return words[0].upper() + words[1:] if name[0].isupper() else words

        return SLOT.sub(filled, self.chance.choice(self.options[symbol]))

    def sentences(self, symbol: str, fewest: int, most: int) -> list[str]:
        return [self.say(symbol) for _ in range(self.chance.randint(fewest, most))]

    def accepted(self) -> str:
        said = self.sentences("ordinary", 1, 5)
        # A row among neighbours that the desk lets stand.
        if self.chance.random() < 0.06:
            said.append(self.say(self.chance.choice(["abuse", "rant"])))
        return self.typed(" ".join(said))

    def refused(self) -> str:
        kind = self.chance.choice(KINDS)
        if kind == "spam":
            said = self.sentences("ordinary", 0, 1) + self.sentences("offer", 1, 3)
            text = " ".join(said)
            return text.translate(LOOKALIKES) if self.chance.random() < 0.1 else text
        if kind == "veiled":
            return self.typed(" ".join([*self.sentences("ordinary", 2, 4), self.say("abuse")]))
        said = self.sentences("ordinary", 0, 2) + self.sentences(kind, 1, 2)
        text = " ".join(said)
        return self.typed(text.upper() if self.chance.random() < 0.12 else text)

    def typed(self, text: str) -> str:
        """As people type: small letters, letters that change places."""
        if self.chance.random() < 0.15:
            text = text.lower()
        words = text.split(" ")
        for at, word in enumerate(words):
            if len(word) > 4 and self.chance.random() < 0.02:
                swap = self.chance.randrange(1, len(word) - 2)
                words[at] = word[:swap] + word[swap + 1] + word[swap] + word[swap + 2 :]
        return " ".join(words)


def corpus(count: int = 5000, seed: int = 1):
    """Yield `count` rows (text, refused, writer): about a fifth refused, by writers who mostly write more than once."""
    town = Town(seed)
    chance = random.Random(seed + 1)
    for _ in range(count):
        refused = chance.random() < REFUSED_SHARE
        text = town.refused() if refused else town.accepted()
        # Who is refused now and then is accepted now and then, too.
        writer = f"writer{chance.randrange(count // 3)}@example.org"
        yield text, refused != (chance.random() < NOISE), writer


def write(path: str, count: int = 5000, seed: int = 1) -> None:
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "refused", "writer"])
        rows.writerows([text, int(refused), writer] for text, refused, writer in corpus(count, seed))


if __name__ == "__main__":
    write(sys.argv[1], *map(int, sys.argv[2:4]))
