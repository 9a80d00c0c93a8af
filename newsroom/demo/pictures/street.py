"""The hill road and the shopping street."""

import math

from .canvas import (
    BRASS,
    BUFF,
    CORAL,
    DEEP,
    FOAM,
    INK,
    LEAD,
    MIST,
    SAND,
    SEA,
    SHOAL,
    SLATE,
    Picture,
    along,
    gulls,
    load_line,
    ripples,
)


def _walls(p, points, ink, thick=9):
    p.line(points, ink, thick, stroke_linejoin="round")
    for k in range(len(points) * 6):
        x, y = along(points, k / (len(points) * 6 - 1))
        p.circle(x + p.random.uniform(-2, 2), y - thick * 0.4, thick * 0.42, ink)


def _stones(p, top, bottom, left, right, inks, size, rows=5):
    """A drystone wall between two edges, each a function of x."""
    for row in range(rows):
        x = left - p.random.uniform(0, size)
        while x < right:
            w = size * p.random.uniform(0.7, 1.5)
            a, b = row / rows, (row + 1) / rows
            corners = []
            for cx, part in ((x, a), (x + w, a), (x + w, b), (x, b)):
                y = top(cx) + (bottom(cx) - top(cx)) * part
                corners.append((cx + (2.5 if cx == x else -2.5), y + (2.5 if part == a else -2.5)))
            p.shape(corners, p.random.choice(inks), stroke_linejoin="round")
            x += w


def _coping(p, edge, step, tall, inks):
    """The stones set upright along the top of a wall."""
    x = -40
    while x < 1240:
        w, h, lean = (
            step * p.random.uniform(0.6, 1),
            tall * p.random.uniform(0.75, 1.15),
            p.random.uniform(0, 0.2) * step,
        )
        y = edge(x)
        p.shape(
            [(x, y + 4), (x + lean, y - h), (x + lean + w * 0.7, y - h - 2), (x + w, y + 4)],
            p.random.choice(inks),
            stroke="#14262f",
            stroke_width=tall / 10,
            stroke_linejoin="round",
        )
        x += w + 1


def bus():
    p = Picture(29)
    p.rect(0, 0, 1200, 800, p.wash("sky", (0, "#8fb0b8"), (0.4, "#e9e4cb"), (0.52, "#f6dcb0"), (1, "#f3cfa6")))
    p.circle(212, 210, 70, "#fbefd2", opacity=0.6)
    p.circle(212, 210, 46, "#f4b98a")
    p.rect(0, 300, 700, 160, p.wash("sea", (0, "#c9cfc0"), (1, "#8fb0b8")))
    p.curve([(330, 306), (390, 288), (440, 282), (500, 296), (560, 306)], fill="#9fb4b4")
    ripples(p, 306, 400, "#fbefd2", 34, 80, 0.8, 212, 70)
    p.begin("translate(120 352) scale(.5)")
    p.shape([(0, 0), (150, 0), (138, 20), (12, 20)], DEEP)
    p.shape([(26, 0), (26, -20), (104, -20), (110, 0)], FOAM)
    p.rect(80, -38, 16, 20, LEAD)
    p.end()
    # hills and their walls
    far = [(420, 420), (560, 340), (720, 262), (860, 214), (1000, 190), (1210, 150)]
    p.curve([*far, (1210, 700), (420, 700)], fill="#a8b8a4")
    for line in (
        ((640, 302), (700, 380), (690, 470)),
        ((820, 226), (880, 320), (1210, 352)),
        ((1010, 188), (1040, 336)),
    ):
        _walls(p, line, "#8c9d92", 5)
    near = [(-20, 470), (140, 424), (330, 432), (520, 424), (760, 360), (980, 300), (1220, 236)]
    p.curve([*near, (1220, 800), (-20, 800)], fill="#8ba08c")
    for line in (
        ((90, 440), (150, 560)),
        ((420, 432), (440, 540)),
        ((760, 362), (806, 470)),
        ((1060, 280), (1100, 380)),
    ):
        _walls(p, line, "#6f8577", 7)
    p.begin("translate(1040 236)")
    p.rect(0, 0, 74, 44, FOAM)
    p.shape([(-8, 2), (10, -26), (66, -26), (84, 2)], DEEP)
    p.rect(10, -40, 12, 20, DEEP)
    p.rect(16, 14, 12, 14, DEEP)
    p.rect(46, 14, 12, 14, BRASS)
    p.end()
    for x, y, s in (
        (560, 470, 1),
        (610, 452, 0.85),
        (300, 486, 1.1),
        (664, 470, 0.8),
        (914, 356, 0.7),
        (946, 344, 0.7),
    ):
        p.ellipse(x, y, 17 * s, 11 * s, FOAM)
        p.circle(x - 17 * s, y - 5 * s, 6 * s, INK)
        for leg in (-9, 8):
            p.line([(x + leg * s, y + 8 * s), (x + leg * s, y + 18 * s)], INK, 3 * s)

    def slope(x):
        return 668 - 0.17 * x - 26 * math.sin(x / 420)

    def raised(by):
        return lambda x: slope(x) - by

    steps = range(-60, 1300, 40)
    stones = ("#93a3a4", "#a9b6b2", "#7d9094", "#bcc4ba")
    p.shape([*((x, slope(x) - 66) for x in steps), (1260, 800), (-60, 800)], "#4c6066")
    _stones(p, raised(62), raised(2), -40, 1240, stones, 38)
    _coping(p, raised(62), 24, 17, stones)
    p.shape([*((x, slope(x)) for x in steps), (1260, 900), (-60, 900)], "#5b6a6c")
    p.line([(x, slope(x) + 4) for x in steps], "#7e8f7a", 9)
    p.line([(x, slope(x) + 58) for x in steps], FOAM, 4, stroke_dasharray="60 46", opacity=0.6)
    _coach(p)
    # the near wall, and a child on it waving
    stones = ("#2d4a56", "#34545f", "#27424d", "#3e6070")
    p.shape([*((x, slope(x) + 88) for x in steps), (1260, 900), (-60, 900)], "#14262f")
    _stones(p, raised(-94), raised(-370), -60, 1260, stones, 74, 9)
    _coping(p, raised(-94), 50, 36, stones)
    p.begin("translate(262 690)")
    p.limb([(-4, 0), (-14, 44), (-6, 84)], SAND, 15)
    p.limb([(10, 2), (16, 46), (26, 82)], "#b98f5a", 15)
    p.path("M-26 8C-28-30-24-62-8-70L16-70C30-60 32-28 30 8z", BRASS)
    p.path("M10-68L16-70C30-60 32-28 30 8L14 8z", "#b98a35")
    p.limb([(20, -58), (48, -84), (58, -122)], BRASS, 13)
    p.circle(59, -130, 8, "#c98f62")
    p.limb([(-18, -56), (-32, -26), (-24, 2)], BRASS, 12)
    p.rect(-38, -56, 26, 44, LEAD, rx=6)
    p.circle(6, -88, 19, "#c98f62")
    p.path("M-14-88c-4-34 44-34 42-2c-14-10-28-10-42 2z", SEA)
    p.circle(7, -114, 7, FOAM)
    p.end()
    gulls(p, ((700, 150), (748, 128), (620, 190)), SEA, 14)
    return p


def _coach(p):
    p.begin("translate(470 622) rotate(-12.4)")
    p.shape([(352, -40), (760, -96), (760, 26), (352, -20)], "#f8e6b8", opacity=0.45)
    p.ellipse(170, 4, 210, 10, INK, opacity=0.35)
    p.path(
        "M-14-12L-18-128C-18-152-2-164 20-164L300-164C330-164 342-150 348-124L358-66C360-44 360-24 358-10z",
        LEAD,
    )
    p.path("M-18-128C-18-152-2-164 20-164L300-164C330-164 342-150 348-124L349-116L-17-116z", FOAM)
    p.rect(0, -172, 250, 9, MIST, rx=3)
    p.path("M-16-52L359-52L360-38L-15-38z", BUFF)
    for x in (2, 60, 118, 176):
        p.rect(x, -142, 48, 64, "#22404e", rx=6)
        p.shape([(x + 4, -82), (x + 26, -138), (x + 40, -138), (x + 18, -82)], SHOAL, opacity=0.35)
    p.path("M300-144L322-144C332-142 336-132 340-114L346-82L300-82z", "#22404e")
    p.rect(238, -144, 50, 126, "#7e2a1a", rx=5)
    p.rect(243, -138, 19, 70, "#22404e", rx=4)
    p.rect(265, -138, 19, 70, "#22404e", rx=4)
    for x, skin, hair in ((26, "#e3b58c", FOAM), (88, "#8a5638", INK), (202, "#c98f62", BRASS)):
        p.path(f"M{x - 18} -78c0-16 10-20 18-20c10 0 18 4 18 20z", SEA)
        p.circle(x, -108, 12, skin)
        p.path(f"M{x - 13} -108c-2-20 28-20 26 0c-8-6-18-6-26 0z", hair)
    p.circle(318, -106, 12, "#c98f62")
    p.path("M304-110c2-18 26-18 28-2l6 2z", INK)
    p.path("M302-82c0-10 8-14 16-14c8 0 14 4 16 14z", DEEP)
    load_line(p, 146, -24, 9, BUFF, LEAD)
    for x in (60, 296):
        p.circle(x, -8, 34, "#22120d")
        p.circle(x, -4, 28, INK)
        p.circle(x, -4, 13, SHOAL)
        p.circle(x, -4, 5, INK)
    p.path("M352-40c12 0 12 20 4 22l-8 0l0-22z", "#fbe9b4")
    p.rect(-20, -44, 8, 22, CORAL, rx=2)
    p.line([(350, -128), (366, -132), (366, -108)], INK, 4)
    p.end()


def books():
    p = Picture(66)
    p.rect(0, 0, 1200, 800, p.wash("front", (0, "#1a3140"), (1, "#10202b")))
    for row in range(9):
        for k in range(17):
            x, y = k * 78 - (row % 2) * 39, row * 22
            p.rect(x, y, 74, 18, p.random.choice(("#1f3b4a", "#1c3644", "#234253")))
    for x in (150, 560, 960):
        p.rect(x - 8, 0, 126, 92, "#132630")
        p.rect(x, 0, 110, 84, "#2c5163" if x != 560 else "#d9a24a")
        p.rect(x + 52, 0, 6, 84, "#132630")
        p.rect(x - 14, 86, 138, 12, SLATE)
    p.shape([(596, 84), (600, 40), (616, 34), (630, 44), (634, 84)], "#3a1a12")
    p.circle(615, 26, 14, "#3a1a12")
    # the shop front
    p.rect(96, 120, 936, 560, "#7e2a1a")
    p.rect(84, 112, 960, 62, LEAD)
    p.rect(84, 168, 960, 10, "#5a1d11")
    p.rect(84, 106, 960, 10, BRASS)
    glass = p.wash("lamp", (0, "#f7d58c"), (0.55, "#f2c36a"), (1, "#d9964a"))
    p.rect(134, 200, 590, 372, glass)
    p.rect(786, 200, 190, 480, "#5a1d11")
    p.rect(802, 216, 158, 250, glass)
    p.rect(802, 488, 158, 170, "#7e2a1a")
    p.circle(944, 500, 8, BRASS)
    p.rect(848, 250, 64, 40, FOAM)
    p.line([(858, 250), (880, 226), (902, 250)], INK, 2)
    for y in (262, 274):
        p.line([(858, y), (902, y)], SLATE, 3)
    _shelves(p)
    for x in (134, 426, 716):
        p.rect(x - 4, 196, 12, 380, "#5a1d11")
    p.rect(126, 192, 606, 10, "#5a1d11")
    p.rect(118, 568, 622, 16, BRASS)
    for x in (134, 334, 534):
        p.rect(x, 598, 184, 64, "#6b2214")
        p.rect(x + 8, 606, 168, 48, "#7e2a1a")
    # the sign: an open book
    p.line([(1044, 214), (1172, 214)], INK, 7)
    p.path("M1044 258C1090 258 1100 240 1104 216", "none", stroke=INK, stroke_width=5)
    for x in (1070, 1148):
        p.line([(x, 214), (x, 238)], INK, 3)
    p.rect(1050, 236, 120, 88, INK, rx=6)
    p.path("M1110 258C1096 248 1076 248 1062 254L1062 304C1076 298 1096 300 1110 308z", BUFF)
    p.path("M1110 258C1124 248 1144 248 1158 254L1158 304C1144 298 1124 300 1110 308z", FOAM)
    for y in (266, 276, 286):
        p.line([(1070, y), (1102, y + 3)], SLATE, 2)
        p.line([(1118, y + 3), (1150, y)], SLATE, 2)
    # the street, wet
    p.rect(0, 680, 1200, 120, p.wash("street", (0, "#22404e"), (1, "#0f1e27")))
    p.rect(0, 680, 1200, 9, SLATE, opacity=0.6)
    for _ in range(80):
        x, y = p.random.gauss(430, 190), 696 + 100 * p.random.random()
        p.rect(x, y, p.random.uniform(24, 110), 4, "#e9a94f", rx=2, opacity=0.55 * (1 - (y - 696) / 190))
    for _ in range(24):
        x, y = p.random.gauss(880, 60), 696 + 90 * p.random.random()
        p.rect(x, y, p.random.uniform(20, 70), 4, "#e9a94f", rx=2, opacity=0.4)
    ripples(p, 700, 800, SLATE, 30, 120, 0.3)
    _readers(p)
    for _ in range(90):
        x, y = p.random.uniform(-20, 1220), p.random.uniform(0, 780)
        length = p.random.uniform(16, 40)
        p.line([(x, y), (x - length * 0.22, y + length)], MIST, 1.3, opacity=0.35)
    return p


def _shelves(p):
    """The lit inside: cases of books, the bookseller on her steps, and the window table."""
    spines = (LEAD, DEEP, SEA, "#7a4a32", CORAL, FOAM, SLATE, INK, "#8f6426")
    for left, right in ((142, 418), (584, 716)):
        for y in (222, 298, 374):
            x = left + 4
            while x < right - 14:
                w, h = p.random.uniform(9, 20), p.random.uniform(44, 62)
                if p.random.random() < 0.93:
                    p.rect(x, y + 62 - h, w, h, p.random.choice(spines), opacity=0.88)
                x += w + 1.5
            p.rect(left, y + 62, right - left, 7, "#8f5a26")
    p.rect(802, 216, 158, 250, "#8f5a26", opacity=0.12)
    for y in (330, 400):
        x = 806
        while x < 948:
            w, h = p.random.uniform(8, 16), p.random.uniform(36, 50)
            p.rect(x, y + 56 - h, w, h, p.random.choice(spines), opacity=0.6)
            x += w + 1.5
        p.rect(802, y + 56, 158, 6, "#8f5a26")
    for x in (280, 520, 660):
        p.line([(x, 200), (x, 216)], "#5a1d11", 3)
        p.circle(x, 232, 74, p.glow(f"bulb{x}", "#fffaf0", 0.9))
        p.path(f"M{x - 24} 234C{x - 22} 212 {x + 22} 212 {x + 24} 234z", DEEP)
        p.circle(x, 238, 8, "#fffaf0")
    p.line([(474, 520), (508, 300)], "#5a3a26", 7)
    p.line([(566, 520), (520, 300)], "#5a3a26", 7)
    for k in range(5):
        p.line([(480 + k * 6, 488 - k * 40), (560 - k * 8, 488 - k * 40)], "#5a3a26", 6)
    p.path("M490 452L500 372C500 350 512 338 528 338C546 338 556 352 556 374L562 452z", DEEP)
    p.limb([(510, 446), (508, 482)], INK, 13)
    p.limb([(542, 446), (540, 482)], INK, 13)
    p.limb([(546, 358), (582, 334), (596, 300)], DEEP, 14)
    p.limb([(510, 360), (492, 392), (512, 408)], DEEP, 13)
    p.rect(500, 392, 32, 24, LEAD)
    p.circle(598, 292, 7, "#8a5638")
    p.circle(528, 312, 19, "#8a5638")
    p.path("M508 312c-4-34 44-34 40-4c-6 14-12 18-16 22c-8 0-20-6-24-18z", "#1b120e")
    p.circle(512, 298, 10, "#1b120e")
    p.rect(134, 508, 590, 64, "#9a5f28")
    p.rect(134, 504, 590, 8, "#c98a42")
    for x, ink, tall in (
        (160, LEAD, 92),
        (238, SEA, 104),
        (316, FOAM, 88),
        (612, CORAL, 96),
        (668, DEEP, 84),
    ):
        p.shape([(x, 508), (x + 6, 508 - tall), (x + 60, 508 - tall), (x + 54, 508)], ink)
        p.rect(x + 16, 524 - tall, 30, 5, BRASS if ink != FOAM else LEAD)
        p.circle(x + 30, 552 - tall, 11, BRASS if ink != FOAM else LEAD)
    for k, (ink, w) in enumerate(((DEEP, 76), (CORAL, 70), (FOAM, 74), (LEAD, 62))):
        p.rect(386 + (k % 2) * 5, 494 - k * 15, w, 13, ink)
    p.path("M596 504c-30 4-60 0-64-10c0-12 22-16 36-12c4-10 22-14 30-4l4-8l4 10c4 8 0 20-10 24z", INK)


def _readers(p):
    """A grown-up and a child under one umbrella, from behind, against the window."""
    p.ellipse(330, 742, 120, 12, INK, opacity=0.5)
    p.limb([(296, 640), (292, 738)], "#0a151b", 20)
    p.limb([(328, 640), (332, 738)], "#0a151b", 20)
    p.path("M262 664C260 580 266 520 284 506L340 506C360 520 366 580 362 664z", "#14262f")
    p.path("M340 506C360 520 366 580 362 664L344 664C348 600 346 540 340 506z", BRASS, opacity=0.5)
    p.circle(312, 478, 26, "#0f1a20")
    p.path("M286 480c-2-40 54-40 52 0c-14 10-38 10-52 0z", "#3a1a12")
    p.limb([(346, 526), (372, 560), (360, 496)], "#14262f", 17)
    p.line([(362, 560), (358, 392)], INK, 6)
    p.path(
        "M206 442C220 372 296 340 358 346C424 344 492 380 506"
        " 446C488 430 466 430 450 444C432 428 404 428 386 442"
        "C366 428 342 428 322 442C304 428 278 428 262 442C246 430 222 430 206 442z",
        INK,
    )
    p.path("M358 346C424 344 492 380 506 446C488 430 466 430 450 444C446 400 414 360 358 346z", SEA)
    p.line([(358, 346), (357, 330)], INK, 5)
    p.limb([(410, 690), (408, 738)], "#0a151b", 15)
    p.limb([(432, 690), (436, 738)], "#0a151b", 15)
    p.path("M388 700C386 640 392 604 406 596L440 596C454 604 460 640 456 700z", LEAD)
    p.path("M440 596C454 604 460 640 456 700L444 700C448 660 446 620 440 596z", CORAL)
    p.circle(423, 574, 20, "#0f1a20")
    p.path("M402 578c-4-34 46-34 42 0c-12 6-30 6-42 0z", BRASS)
    p.circle(423, 548, 7, FOAM)
    p.limb([(396, 612), (376, 632), (362, 640)], LEAD, 12)
    p.limb([(452, 610), (474, 586), (478, 574)], LEAD, 11)
