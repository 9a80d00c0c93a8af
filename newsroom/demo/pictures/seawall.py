"""The Victorian sea wall at low water."""

import math

from .canvas import (
    BRASS,
    BUFF,
    CORAL,
    FOAM,
    INK,
    LEAD,
    MIST,
    SAND,
    Picture,
    ripples,
)


def wall():
    p = Picture(64)
    p.rect(0, 0, 1200, 800, "#22343c")
    courses = ((-40, 118), (82, 112), (198, 124), (326, 116), (446, 122), (572, 118), (694, 120))
    dry = ("#8ba3a9", "#9bb1b4", "#7d979f", "#a9bbbb", "#92a79f", "#b3b5a6")
    wet = ("#3e5f6b", "#47696f", "#365661", "#4c6a66")
    dark = ("#22414b", "#274a4c", "#1d3a44", "#2d4d48")
    for row, (y, h) in enumerate(courses):
        x = -p.random.uniform(20, 180)
        while x < 1240:
            w = p.random.uniform(170, 300)
            ink = p.random.choice(dry if row < 3 else wet if row < 5 else dark)
            lean = 7 if x > 560 and row > 2 else 0
            _block(p, x, y + lean, w, h, ink, row)
            x += w + 9
    # the tide line and what lives under it
    tide = [(x, 452 + 12 * math.sin(x / 70) + 7 * math.sin(x / 23)) for x in range(-20, 1260, 20)]
    p.curve([*tide, (1260, 800), (-20, 800)], fill="#12302f", opacity=0.42)
    p.curve(tide, stroke="#c9b98c", stroke_width=5, opacity=0.55)
    p.curve([(x, y - 20) for x, y in tide], stroke=MIST, stroke_width=3, opacity=0.4)
    for _ in range(150):
        x, y = p.random.uniform(0, 1200), 474 + abs(p.random.gauss(0, 40))
        r = p.random.uniform(3, 7.5)
        p.circle(x, y, r, "#c9cdbb", opacity=0.85)
        p.circle(x, y, r * 0.4, "#4c5f5a")
    for k in range(30):
        x, y = k * 42 + p.random.uniform(-20, 20), 590 + p.random.uniform(0, 120)
        for _ in range(4):
            long, sway, w = p.random.uniform(60, 140), p.random.uniform(-46, 46), p.random.uniform(6, 12)
            ink = p.random.choice(("#2f4a2f", "#4b5d38", "#233d33", "#6b6a34"))
            tip, knee = (x + sway, y + long), (x + sway * 0.3, y + long * 0.5)
            p.curve([(x, y), (knee[0] - w, knee[1]), tip, (knee[0] + w, knee[1] - 8)], fill=ink, closed=True)
        p.circle(x, y + 3, 7, "#233d33")
    # the crack the wall has made
    crack = [
        (566, -10),
        (558, 76),
        (578, 84),
        (572, 196),
        (548, 204),
        (560, 322),
        (584, 330),
        (574, 446),
        (556, 452),
        (570, 568),
        (590, 578),
        (580, 690),
    ]
    p.line(crack, INK, 13, stroke_linejoin="round")
    p.line([(x - 6, y) for x, y in crack], MIST, 2.5, opacity=0.5)
    _studs(p)
    _surveyor(p)
    p.rect(0, 742, 1200, 58, p.wash("water", (0, "#5d8190"), (1, "#274857")), opacity=0.92)
    p.curve(
        [(x, 742 + 6 * math.sin(x / 60)) for x in range(-20, 1260, 20)],
        stroke=FOAM,
        stroke_width=6,
        opacity=0.85,
    )
    ripples(p, 752, 800, FOAM, 30, 150, 0.5)
    light = p.wash("light", (0, "#fbe9b4"), (0.5, "#f3cfa6"), (1, "#10202b"), across=False)
    p.rect(0, 0, 1200, 800, light, opacity=0.14)
    return p


def _block(p, x, y, w, h, ink, row):
    """One dressed stone, lit from the upper left."""

    def jog():
        return p.random.uniform(-3, 3)

    corners = [
        (x + jog(), y + jog()),
        (x + w + jog(), y + jog()),
        (x + w + jog(), y + h + jog()),
        (x + jog(), y + h + jog()),
    ]
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    p.shape(corners, ink, stroke=ink, stroke_width=6, stroke_linejoin="round")
    p.shape(
        [(ax, ay), (bx, by), (bx - 12, by + 11), (ax + 11, ay + 11), (dx + 11, dy - 12), (dx, dy)],
        "#fff",
        opacity=0.24 if row < 3 else 0.1,
    )
    p.shape(
        [(bx, by), (cx, cy), (dx, dy), (dx + 11, dy - 12), (cx - 12, cy - 12), (bx - 12, by + 11)],
        INK,
        opacity=0.26,
    )
    for _ in range(9):
        px, py = x + w * p.random.uniform(0.1, 0.85), y + h * p.random.uniform(0.18, 0.8)
        p.limb([(px, py), (px + p.random.uniform(5, 14), py + p.random.uniform(-4, 6))], INK, 3, opacity=0.16)


def _studs(p):
    p.rect(0, 376, 1200, 3, CORAL, opacity=0.75)
    for k, x in enumerate((92, 292, 492, 700, 1104)):
        y = 378 if k < 3 else 388
        p.circle(x + 7, y + 10, 31, INK, opacity=0.5)
        p.circle(x, y, 31, "#8f6426")
        p.circle(x, y, 27, BRASS)
        p.path(
            f"M{x - 22} {y - 8}A24 24 0 0 1 {x + 8} {y - 22}",
            "none",
            stroke="#fbe9b4",
            stroke_width=6,
            stroke_linecap="round",
        )
        p.line([(x - 12, y), (x + 12, y)], "#6d4a1c", 4)
        p.line([(x, y - 12), (x, y + 12)], "#6d4a1c", 4)
        p.rect(x - 24, y - 84, 48, 34, "#5b3f1a", rx=4)
        p.rect(x - 24, y - 87, 48, 34, SAND, rx=4)
        for tick in range(k + 1 if k < 4 else 6):
            p.line([(x - 15 + tick * 6, y - 80), (x - 15 + tick * 6, y - 61)], INK, 3)
    p.ellipse(700, 388, 58, 54, "none", stroke=FOAM, stroke_width=6, stroke_dasharray="40 5", opacity=0.9)


def _surveyor(p):
    """A gloved hand with a folding rule, from the stud to the line it left."""
    for k in range(4):
        x = 932 + k * 29
        tip = 332 - (14, 20, 12, -2)[k] * 0.9
        p.limb([(x, 430), (x - 6, tip)], "#8f6426", 30)
        p.limb([(x, 430), (x - 6, tip)], "#d9a850", 25)
    p.begin("translate(700 388) rotate(-4)")
    p.rect(8, 16, 330, 26, INK, opacity=0.4, transform="translate(6 12)")
    p.rect(4, 14, 330, 26, BUFF)
    for k in range(33):
        long = 15 if k % 5 == 0 else 8
        p.line([(10 + k * 10, 14), (10 + k * 10, 14 + long)], INK, 2)
    p.circle(324, 27, 7, BRASS)
    p.end()
    p.path(
        "M908 452C904 424 930 400 968 404L1052 400C1080 420 1096 448 1120 470L1102 606C1040 590 980 560 944 522z",
        INK,
        opacity=0.3,
        transform="translate(-8 20)",
    )
    p.path(
        "M908 452C904 420 930 398 968 402L1052 396C1084 418 1100 446 1124 464L1104 604C1040 588 972 556 938 514z",
        "#e0b45c",
    )
    p.path("M938 514C972 556 1040 588 1104 604L1108 574C1050 556 984 524 944 486z", "#b98a35")
    p.limb([(1000, 470), (948, 440), (914, 402)], "#8f6426", 37)
    p.limb([(1000, 470), (948, 440), (914, 402)], "#efc97a", 31)
    p.path("M1084 452L1260 500L1260 668L1096 606C1076 560 1070 500 1084 452z", LEAD)
    p.path("M1084 452L1116 461C1104 506 1110 566 1128 618L1096 606C1076 560 1070 500 1084 452z", "#7e2a1a")
