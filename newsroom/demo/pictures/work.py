"""Handwork: the net-maker’s shed and the kitchen table."""

import math

from .canvas import BRASS, BUFF, CORAL, DEEP, FOAM, INK, LEAD, MIST, SAND, SEA, SHOAL, SLATE, Picture, turned


def nets():
    p = Picture(61)
    p.rect(0, 0, 1200, 800, p.wash("wall", (0, "#14222a"), (0.7, "#23404d"), (1, "#1b323d")))
    for x in range(-20, 1220, 52):
        p.line([(x, 0), (x, 600)], "#12242d", 3)
    p.rect(0, 596, 1200, 204, p.wash("floor", (0, "#4a3325"), (1, "#2a1813")))
    for k in range(-14, 30):
        p.line([(600 + (k * 60 - 240) * 0.9, 596), (600 + (k * 60 - 240) * 2.3, 800)], "#23140f", 3)
    # the window, and the harbour in it
    p.rect(112, 176, 372, 320, INK)
    p.rect(
        126,
        190,
        344,
        292,
        p.wash("day", (0, "#f6e7c4"), (0.62, "#f3cfa6"), (0.63, "#a9bdba"), (1, "#86a5ad")),
    )
    p.circle(224, 318, 34, "#fbf3dc")
    for x, tall in ((176, 130), (300, 170), (322, 120), (410, 150)):
        p.line([(x, 420), (x, 420 - tall)], SLATE, 4)
        p.line([(x, 430 - tall), (x + 30, 410)], SLATE, 1.6)
        p.shape([(x - 40, 404), (x + 44, 400), (x + 30, 424), (x - 30, 424)], SLATE)
    p.shape([(126, 440), (470, 430), (470, 482), (126, 482)], SEA)
    for x in (236, 352):
        p.rect(x, 190, 9, 292, INK)
    p.rect(126, 330, 344, 9, INK)
    p.rect(96, 492, 404, 20, "#3a261b")
    p.shape([(126, 190), (470, 190), (930, 800), (300, 800)], "#f8e6b8", opacity=0.1)
    for a, b in ((0, 1), (1.08, 2.02), (2.1, 3)):
        low, high = 250 + a * 118, 250 + b * 118
        p.shape(
            [(low, 612), (high, 612), (high * 1.24 + 40, 760), (low * 1.24 + 40, 760)],
            "#e9b878",
            opacity=0.55,
        )
    for y, jar in ((230, "#6d4a1c"), (230, LEAD)):
        p.rect(40 if jar != LEAD else 62, y, 16, 26, jar, rx=3)
    p.rect(24, 256, 70, 8, "#3a261b")
    # nets from the rafters
    _hung(p, 640, 1240, 120, 190, "#5d8190", 34, 0.32)
    _hung(p, 560, 1010, 70, 150, SAND, 26, 0.3)
    _hung(p, 900, 1230, 210, 260, CORAL, 20, 0.34)
    _hung(p, 40, 560, 6, 34, SHOAL, 34, 0.3)
    p.rect(0, 92, 1200, 30, "#2a1813")
    p.rect(0, 92, 1200, 5, "#5a3a26")
    for x in (60, 330, 600, 870, 1140):
        p.shape([(x, 0), (x + 34, 0), (x + 26, 100), (x + 8, 100)], "#201410")
    # floats on their lines
    for x, low, inks in (
        (1164, 560, (BRASS, CORAL, BRASS, FOAM, CORAL)),
        (1096, 470, (SEA, SHOAL, SEA, SLATE)),
        (598, 330, (CORAL, BUFF, CORAL)),
    ):
        p.line([(x, 116), (x, low)], BUFF, 2.5)
        for k, ink in enumerate(inks):
            y = low - k * 56
            p.circle(x, y, 25, ink)
            p.path(f"M{x + 10} {y - 23}a25 25 0 0 1 0 46a34 34 0 0 0 0-46z", INK, opacity=0.3)
            p.circle(x - 9, y - 9, 5, FOAM, opacity=0.8)
            p.line([(x, y - 25), (x, y - 31)], BUFF, 7)
    _netmaker(p)
    # what lies about
    for x, y, r, ink in ((964, 716, 54, SAND), (1060, 742, 44, LEAD)):
        p.ellipse(x + 14, y + r * 0.42, r * 1.2, r * 0.3, INK, opacity=0.5)
        for k in range(5):
            p.ellipse(x, y + 18 - k * 13, r - k * 2, r * 0.36, ink if k % 2 else "#7a5a38")
        p.ellipse(x, y - 34, r * 0.5, r * 0.16, "#2a1813")
    p.path(
        "M786 742C776 716 790 694 812 692C818 676 836 672 846 676L850 664L858 676L868 666"
        "L868 684C876 694 870 708 858 710L860 742z",
        INK,
    )
    p.path("M790 738C764 742 752 728 758 712", "none", stroke=INK, stroke_width=8, stroke_linecap="round")
    p.circle(862, 690, 2.2, BRASS)
    return p


def _mesh(p, place, across, down, ink, width=1.6, opacity=0.9):
    """A net of diamonds on the sheet that `place(u, v)`, both from 0 to 1, lays out."""
    for slant in (1, -1):
        for k in range(-down, across + down + 1):
            steps = [(k + slant * j, j) for j in range(down + 1)]
            points = [place(u / across, v / down) for u, v in steps if 0 <= u <= across]
            if len(points) > 1:
                p.line(points, ink, width, stroke_linejoin="round", opacity=opacity)


def _hung(p, left, right, sag, deep, ink, mesh, fill=0.5, top=116):
    """A net slung between two hooks, `deep` pixels from its upper to its lower edge."""

    def place(u, v):
        belly = math.sin(math.pi * u) ** 0.8
        fold = 9 * math.sin(u * 26) * v
        return left + (right - left) * u + fold * 0.5, top + belly * (sag + deep * v) + fold * (1 - belly)

    edge = [place(k / 24, 0) for k in range(25)] + [place(1 - k / 24, 1) for k in range(25)]
    p.shape(edge, ink, opacity=fill)
    _mesh(p, place, mesh, max(4, round(mesh * deep / (right - left) * 0.8)), ink)
    for v in (0, 1):
        p.line([place(k / 24, v) for k in range(25)], ink, 4)
    return place


def _netmaker(p):
    """An old man on a stool against the window, mending."""
    p.ellipse(600, 734, 150, 18, INK, opacity=0.45)

    def lap(u, v):
        x = 356 + 196 * u - 40 * v * (1 - u)
        return x, 560 - 96 * (1 - u) ** 2 * (1 - v) + 150 * v + 26 * math.sin(u * 3) * (1 - v)

    p.line([(372, 122), (366, 470)], BUFF, 3)
    edge = [lap(k / 12, 0) for k in range(13)] + [lap(1 - k / 12, 1) for k in range(13)]
    p.shape(edge, "#d0a36c", opacity=0.4)
    _mesh(p, lap, 15, 10, BUFF, 1.8)
    for x in (576, 662):
        p.line([(x + 6, 640), (x, 736)], "#1a0f0b", 11)
    p.rect(560, 628, 120, 16, "#1a0f0b", rx=4)
    p.path("M564 632C556 600 566 540 590 486C602 464 640 462 660 486C686 530 690 600 684 636z", "#254757")
    p.path("M590 486C602 464 612 466 618 466C596 520 588 590 590 634L564 632C556 600 566 540 590 486z", "#4d7383")
    p.path("M578 612C536 596 500 606 486 622L480 722L512 722L524 652L604 652z", INK)
    p.path("M470 736C470 720 486 716 512 716L514 738z", "#0a151b")
    p.path("M660 640L560 648L556 722L590 722L596 676z", "#0d1a22")
    p.path("M548 738C546 722 566 716 592 716L592 738z", "#0a151b")
    p.path("M598 500C580 540 556 562 520 566L514 548C546 540 566 516 576 486z", "#34596a")
    p.circle(512, 556, 11, "#c98f62")
    p.path("M640 500C640 560 606 592 556 586L556 566C590 570 606 540 608 500z", "#1d3a4a")
    p.circle(548, 576, 11, "#c98f62")
    p.line([(540, 584), (498, 534)], FOAM, 4)
    p.path("M594 470L596 440L632 440L634 474z", "#a8724c")
    p.path(
        "M586 424C582 404 592 388 614 386C640 386 648 408 644 430C640 452 622 462 604 458C594 456 588 444 580 440z",
        "#c98f62",
    )
    p.path("M592 436C604 448 622 444 632 424L646 428C642 456 622 468 602 464C592 460 590 448 592 436z", FOAM)
    p.path("M578 408C586 382 606 372 624 374C646 378 652 396 648 414C628 402 604 400 578 408z", LEAD)
    p.path("M578 408L562 410C564 402 574 396 586 396z", "#7e2a1a")


def kitchen():
    p = Picture(88)
    p.rect(0, 0, 1200, 800, "#eee2c8")
    for x in range(-20, 1220, 80):
        p.rect(x, 0, 30, 800, CORAL, opacity=0.42)
    for y in range(-10, 820, 80):
        p.rect(0, y, 1200, 30, CORAL, opacity=0.42)
    p.rect(0, 0, 1200, 800, p.wash("window", (0, "#fff"), (0.4, "#f8e6b8"), (1, SAND)), opacity=0.16)
    # the board
    p.begin("rotate(-7 410 420)")
    p.rect(58, 146, 640, 560, INK, rx=34, opacity=0.3, transform="translate(14 22)")
    p.rect(58, 146, 640, 560, "#a5804f", rx=34)
    p.rect(58, 138, 640, 560, SAND, rx=34)
    for k in range(13):
        y = 168 + k * 41
        bend = p.random.uniform(-10, 10)
        p.curve(
            [(66, y), (240, y + bend), (440, y - bend), (690, y + 4)],
            stroke="#b98f5a",
            stroke_width=2.5,
            opacity=0.7,
        )
    p.circle(650, 648, 20, "#eee2c8")
    p.circle(650, 648, 20, "none", stroke="#8f6a3e", stroke_width=4)
    p.end()
    _herring(p, 120, 296, -4, 1.1)
    _herring(p, 104, 436, -9, 1.12)
    _herring(p, 150, 586, -5, 1.08)
    # lemon, dill, salt
    for x, y, r in ((650, 300, 44), (676, 372, 38)):
        p.circle(x + 6, y + 10, r, INK, opacity=0.28)
        p.circle(x, y, r, BRASS)
        p.circle(x, y, r * 0.86, "#f6ead0")
        for k in range(8):
            (ax, ay), (bx, by) = turned(r * 0.74, -r * 0.2, k * 45), turned(r * 0.74, r * 0.2, k * 45)
            p.path(
                f"M{x} {y}L{x + ax:.0f} {y + ay:.0f}Q{x + (ax + bx) * 0.6:.0f} {y + (ay + by) * 0.6:.0f} "
                f"{x + bx:.0f} {y + by:.0f}z",
                "#efc465",
            )
    for x, y, turn in ((420, 706, -26), (330, 716, -11)):
        p.begin(f"translate({x} {y}) rotate({turn})")
        p.line([(0, 0), (190, -14)], "#5f7460", 4)
        for k in range(9):
            for side in (-1, 1):
                for fan in (-16, 0, 16):
                    end = turned(38 - k * 2, 0, side * (52 + fan))
                    p.line([(24 + k * 19, -k * 1.4), (24 + k * 19 + end[0], -k * 1.4 + end[1])], "#5f7460", 2.2)
        p.end()
    _pan(p)
    p.circle(1096, 126, 66, INK, opacity=0.26, transform="translate(9 14)")
    p.circle(1096, 126, 66, SEA)
    p.circle(1096, 126, 54, DEEP)
    p.circle(1096, 130, 46, FOAM)
    for _ in range(44):
        a, far = p.random.uniform(0, 6.3), 40 * p.random.random() ** 0.5
        p.circle(1096 + far * math.cos(a), 130 + far * math.sin(a), 2, SHOAL, opacity=0.8)
    # the knife
    p.begin("translate(214 92) rotate(6)")
    p.path("M0 0L330-8L336 26C220 44 90 40 0 12z", INK, opacity=0.25, transform="translate(8 14)")
    p.path("M0 2L330-8L336 26C220 44 90 38 0 2z", MIST)
    p.path("M0 2L330-8L331 2C220 8 90 8 0 2z", SLATE)
    p.path("M328-12L486-14C502-12 506 22 490 28L334 28z", "#5a2a1a")
    for x in (364, 412, 460):
        p.circle(x, 8, 6, BRASS)
    p.end()
    return p


def _herring(p, x, y, turn, size=1.0):
    """A herring 420 pixels long from the snout at (x, y), its back upwards."""
    p.begin(f"translate({x} {y}) rotate({turn}) scale({size})")
    body = "M0 4C40-40 120-60 210-54C280-48 330-20 362-4C388-24 410-42 436-50C424-24 424 22 440 52C412 44 388 26 362 10"
    body += "C320 34 260 54 190 54C110 54 40 36 0 4z"
    p.path(body, INK, opacity=0.32, transform="translate(10 16)")
    p.path("M176-54L206-84C226-80 240-66 250-50z", SEA)
    p.path("M190 52L214 72L236 48z", SLATE)
    p.path("M286 38L320 54L326 26z", SLATE)
    p.path(body, MIST)
    p.path(
        "M0 4C40-40 120-60 210-54C280-48 330-20 362-4C388-24"
        " 410-42 436-50C430-36 428-20 427-4C400-6 380-2 362 2"
        "C300-10 250-16 190-14C120-14 60-8 0 4z",
        SEA,
    )
    p.path("M30-16C80-42 140-52 210-46C270-40 310-24 340-8C280-26 230-32 180-32C120-32 70-26 30-16z", DEEP)
    p.path("M60 8C140-2 260-4 350 4C260 6 140 10 60 8z", SHOAL)
    for row, high in enumerate((-8, 6, 20, 33)):
        for k in range(11 - abs(row - 1)):
            cx = 108 + k * 21 + (row % 2) * 10
            p.path(f"M{cx} {high - 6}q8 6 0 12", "none", stroke=SLATE, stroke_width=1.8, opacity=0.75)
    p.path("M78-40C96-18 96 22 76 40", "none", stroke=DEEP, stroke_width=4)
    p.path("M74-38C90-16 90 20 72 38C60 34 48 30 40 26C52 4 54-14 46-30z", SHOAL, opacity=0.7)
    p.path("M1 5C10 6 16 10 22 17", "none", stroke=INK, stroke_width=3)
    p.circle(38, -10, 10, FOAM)
    p.circle(39, -10, 5.5, INK)
    for spread_at in (-30, -10, 12, 32):
        p.line([(384, spread_at * 0.15), (424, spread_at)], DEEP, 1.6, opacity=0.5)
    p.end()


def _pan(p):
    x, y, r = 902, 392, 208
    p.circle(x + 18, y + 26, r, INK, opacity=0.32)
    p.begin(f"translate({x} {y}) rotate(52)")
    p.path(
        "M190-26L330-22C410-24 480-30 520-26L520 34C480 30 410 26 330 24L190 28z",
        INK,
        opacity=0.3,
        transform="translate(22 4)",
    )
    p.path("M190-28L300-22C400-26 470-32 540-28L540 28C470 32 400 26 300 22L190 28z", "#17262f")
    p.path("M200-20L300-15C400-18 470-23 540-20L540-14C470-16 400-12 300-9L200-12z", SLATE, opacity=0.6)
    p.end()
    p.circle(x, y, r, "#17262f")
    p.circle(x, y, r - 9, "#2b414d")
    p.circle(x + 2, y + 3, r - 22, INK)
    p.circle(x + 4, y + 8, r - 42, "#16303c")
    p.path(
        f"M{x - 150} {y - 60}A162 162 0 0 1 {x - 20} {y - 160}",
        "none",
        stroke=SHOAL,
        stroke_width=7,
        stroke_linecap="round",
        opacity=0.55,
    )
    p.curve(
        [
            (x - 96, y + 10),
            (x - 40, y - 62),
            (x + 46, y - 40),
            (x + 92, y + 26),
            (x + 40, y + 86),
            (x - 54, y + 80),
        ],
        fill=BRASS,
        closed=True,
        opacity=0.9,
    )
    p.curve(
        [
            (x - 66, y + 12),
            (x - 26, y - 36),
            (x + 36, y - 22),
            (x + 60, y + 24),
            (x + 24, y + 60),
            (x - 40, y + 54),
        ],
        fill="#efc465",
        closed=True,
    )
    p.shape([(x - 30, y - 4), (x + 14, y - 22), (x + 38, y + 14), (x - 6, y + 34)], "#fbf3dc")
    p.shape([(x - 30, y - 4), (x - 6, y + 34), (x - 6, y + 46), (x - 32, y + 10)], BUFF)
    p.shape([(x - 6, y + 34), (x + 38, y + 14), (x + 38, y + 26), (x - 6, y + 46)], SAND)
    for dx, dy, size in ((-74, 52, 5), (74, -18, 6), (-10, 76, 6), (60, 64, 4), (-78, -20, 5), (10, -70, 4)):
        p.circle(x + dx, y + dy, size, "none", stroke="#fbf3dc", stroke_width=2)
    # the cook's hand on the handle
    p.begin(f"translate({x - 40} {y - 51}) rotate(52)")
    p.path("M420 60C470 74 560 66 640 70L640-40C560-40 490-44 440-30z", "#b9774f")
    p.path("M500-54C560-62 640-60 680-60L680 96C620 96 550 92 506 84C496 40 492-10 500-54z", SEA)
    p.path("M500-54L524-57C516-10 520 44 530 88L506 84C496 40 492-10 500-54z", SLATE)
    p.path("M352-28C372-48 440-50 466-34C486-16 486 44 462 60C430 70 380 62 356 46z", "#c98f62")
    for k in range(4):
        p.path(
            f"M{362 + k * 26} 24C{358 + k * 26} 52 {366 + k * 26} 66 {378 + k * 26} 64C{388 + k * 26} 60 "
            f"{388 + k * 26} 40 {384 + k * 26} 24z",
            "#b9774f",
        )
    p.path("M440-30C410-42 360-34 318-20C304-14 308 2 322 2C360-4 400-8 436 0z", "#d9a376")
    p.path("M316-16C308-12 310-2 320-2L332-6L328-18z", "#f0c9a8")
    p.end()
