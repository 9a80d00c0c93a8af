"""The open sea, its lights, and the chart of it."""

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
    gulls,
    ripples,
    stars,
)


def storm():
    p = Picture(8)
    p.rect(0, 0, 1200, 620, p.wash("sky", (0, "#14262f"), (0.5, SEA), (0.86, "#a9bdba"), (1, "#e5d9bb")))
    bands = (
        (30, 150, "#0d1a21"),
        (120, 120, "#18303b"),
        (205, 96, "#274857"),
        (290, 74, "#3b6171"),
        (362, 54, "#5b7e8a"),
    )
    for y, size, ink in reversed(bands):
        points = [(-80, -80), (-80, y)]
        x = -80
        while x < 1300:
            points.append((x, y + p.random.uniform(0.1, 0.9) * size))
            x += size * p.random.uniform(0.55, 1.1)
        p.curve([*points, (1320, y), (1320, -80)], fill=ink)
    p.shape([(842, 292), (-60, 96), (-60, 330), (842, 312)], "#f8e6b8", opacity=0.38)
    p.shape([(866, 292), (1260, 210), (1260, 402), (866, 312)], "#f8e6b8", opacity=0.26)
    p.rect(0, 560, 1200, 240, DEEP)
    for y, size, ink, foam in (
        (548, 26, "#5f828c", 3),
        (590, 40, SEA, 4),
        (645, 58, "#2a5061", 5),
        (716, 76, DEEP, 7),
    ):
        points, x = [], -60
        while x < 1290:
            run, lift = size * p.random.uniform(1.5, 3.4), size * p.random.uniform(0.1, 0.62)
            points += [
                (x, y + size * 0.4),
                (x + run * 0.52, y - lift * 0.35),
                (x + run * 0.78, y - lift),
                (x + run * 0.86, y - lift * 0.3),
            ]
            x += run
        p.curve([*points, (1300, 900), (-60, 900)], fill=ink)
        p.curve(points, stroke=FOAM, stroke_width=foam, opacity=0.65)
        if y == 590:
            p.shape([(640, 640), (700, 556), (760, 544), (960, 540), (1200, 530), (1200, 700), (640, 700)], INK)
            for x in range(720, 1200, 58):
                p.line([(x, 548), (x - 22, 640)], DEEP, 3)
            p.shape([(818, 546), (832, 326), (876, 326), (892, 546)], FOAM)
            for low, high in ((0.1, 0.32), (0.56, 0.78)):
                (a, b, y1), (c, d, y2) = ((818 + 14 * t, 892 - 16 * t, 546 - 220 * t) for t in (low, high))
                p.shape([(a, y1), (b, y1), (d, y2), (c, y2)], LEAD)
            p.rect(822, 318, 64, 9, INK)
            p.rect(838, 284, 32, 34, "#fbe9b4")
            p.line([(854, 284), (854, 318)], INK, 3)
            p.shape([(830, 286), (854, 258), (878, 286)], LEAD)
            for k in range(7):  # the burst of spray against the pier
                a = math.radians(200 + k * 22)
                p.curve(
                    [
                        (690, 600),
                        (690 + 60 * math.cos(a), 590 + 70 * math.sin(a)),
                        (690 + 96 * math.cos(a), 606 + 120 * math.sin(a)),
                    ],
                    stroke=FOAM,
                    stroke_width=9 - k * 0.6,
                    stroke_linecap="round",
                    opacity=0.85,
                )
    for _ in range(130):
        x, y = p.random.uniform(-40, 1240), p.random.uniform(120, 760)
        length = p.random.uniform(24, 60)
        p.line([(x, y), (x - length * 0.42, y + length)], MIST, 1.4, opacity=0.4)
    return p


def turbines():
    p = Picture(2)
    p.rect(0, 0, 1200, 560, p.wash("sky", (0, "#b9cdd0"), (0.6, "#e6e8da"), (1, "#f6e3c2")))
    p.circle(300, 330, 120, "#fbefd2", opacity=0.8)
    p.rect(0, 540, 1200, 260, p.wash("water", (0, "#c7d6d3"), (0.3, "#7f9fa6"), (1, DEEP)))
    ripples(p, 545, 640, "#fbefd2", 50, 120, 0.8, 300, 130)

    def turbine(x, base, s, ink, foot, turn):
        hub = base - 300 * s
        p.shape([(x - 5 * s, base), (x - 3 * s, hub), (x + 3 * s, hub), (x + 5 * s, base)], ink)
        p.rect(x - 7 * s, base - 34 * s, 14 * s, 36 * s, foot)
        p.rect(x - 13 * s, base - 36 * s, 26 * s, 4 * s, foot)
        p.rect(x - 6 * s, hub - 6 * s, 18 * s, 11 * s, ink)
        for blade in range(3):
            p.begin(f"translate({x:.0f} {hub:.0f}) rotate({turn + blade * 120}) scale({s:.2f})")
            p.add("path", d="M-2 0C-11-40-6-110 0-176C5-110 6-40 3 0z", fill=ink)
            p.end()
        p.circle(x, hub, 8 * s, ink)
        p.rect(x - 3 * s, base + 3, 6 * s, 60 * s, ink, opacity=0.25)

    for k, x in enumerate(range(60, 1200, 96)):
        turbine(x, 546, 0.34, "#c4d3d3", "#d8bfa6", k * 37)
    for k, x in enumerate((40, 210, 500, 655, 1010, 1160)):
        turbine(x, 566, 0.72, "#9db5ba", "#cf8f74", k * 49 + 15)
    turbine(360, 604, 1.2, SLATE, CORAL, 22)
    turbine(850, 668, 1.95, DEEP, LEAD, 8)
    ripples(p, 600, 800, FOAM, 50, 150, 0.4)
    ripples(p, 620, 800, INK, 44, 200, 0.3)
    p.begin("translate(470 640)")
    p.rect(-120, 34, 300, 5, FOAM, rx=2, opacity=0.8)
    p.shape([(0, 6), (150, 2), (134, 36), (10, 36)], INK)
    p.shape([(60, 6), (64, -26), (116, -26), (124, 4)], FOAM)
    p.rect(72, -19, 40, 10, DEEP)
    p.rect(14, 24, 124, 5, LEAD)
    p.end()
    gulls(p, ((560, 300), (600, 274)), SEA)
    return p


def chart():
    p = Picture(23)
    p.rect(0, 0, 1200, 800, FOAM)

    def coast(y):
        return 250 + 110 * math.sin(y / 118 + 0.6) + 46 * math.sin(y / 47 + 2) + 16 * math.sin(y / 19)

    def facing(y):
        return 930 + 96 * math.sin(y / 140 + 2.6) + 40 * math.sin(y / 52 + 0.4) + 14 * math.sin(y / 21 + 1)

    ys = range(-30, 840, 30)
    for away, ink in (
        (225, "#e1ebec"),
        (160, "#cbdde1"),
        (100, "#b1cbd2"),
        (48, "#93b5bf"),
        (16, "#b9bf9c"),
        (0, BUFF),
    ):
        soft = 1 - away / 420
        west = [(250 + (coast(y) - 250) * soft + away * 1.15, y) for y in ys]
        east = [(930 + (facing(y) - 930) * soft - away, y) for y in ys]
        edge = dict(stroke=SEA, stroke_width=0.8) if away else dict(stroke=INK, stroke_width=2.4)
        p.curve([*west, (-60, 840), (-60, -20)], fill=ink, **edge)
        p.curve([*east, (1260, 840), (1260, -20)], fill=ink, **edge)
    for x, y, r in ((592, 214, 40), (640, 258, 26)):
        for grow, ink in ((44, "#cbdde1"), (24, "#93b5bf"), (0, BUFF)):
            ring = [
                (
                    x + (r + grow) * 1.25 * math.cos(a / 5 * math.pi) * p.random.uniform(0.9, 1.1),
                    y + (r + grow) * 0.8 * math.sin(a / 5 * math.pi) * p.random.uniform(0.9, 1.1),
                )
                for a in range(10)
            ]
            p.curve(ring, fill=ink, closed=True, stroke=SEA if grow else INK, stroke_width=0.8 if grow else 2)
    for k in range(1, 8):  # contour lines on land
        p.curve([(coast(y) - 34 * k - 6 * math.sin(y / 31 + k), y) for y in ys], stroke=SAND, stroke_width=1.6)
        p.curve([(facing(y) + 36 * k + 6 * math.sin(y / 37 + k), y) for y in ys], stroke=SAND, stroke_width=1.6)
    for x in range(0, 1201, 200):
        p.line([(x, 0), (x, 800)], SLATE, 0.7)
    for y in range(0, 801, 200):
        p.line([(0, y), (1200, y)], SLATE, 0.7)
    # compass rose
    p.begin("translate(760 610)", opacity="0.9")
    for r in (118, 92):
        p.circle(0, 0, r, "none", stroke=LEAD, stroke_width=1.6)
    for degree in range(0, 360, 10):
        a = math.radians(degree)
        inner = 100 if degree % 30 else 92
        p.line([(inner * math.sin(a), -inner * math.cos(a)), (118 * math.sin(a), -118 * math.cos(a))], LEAD, 1.6)
    for degree in range(0, 360, 90):
        a, b = math.radians(degree), math.radians(degree + 45)
        p.shape([(0, 0), (14 * math.sin(b), -14 * math.cos(b)), (86 * math.sin(a), -86 * math.cos(a))], LEAD)
        p.shape(
            [(0, 0), (-14 * math.cos(b), -14 * math.sin(b)), (86 * math.sin(a), -86 * math.cos(a))],
            "none",
            stroke=LEAD,
            stroke_width=1.2,
        )
    p.end()
    # the dredged channel and its buoys
    route = [(540, -20), (520, 110), (470, 250), (500, 400), (600, 520), (610, 660), (560, 830)]
    p.curve(route, stroke="#fff", stroke_width=46, opacity=0.65)
    for shift in (-26, 26):
        p.curve([(x + shift, y) for x, y in route], stroke=LEAD, stroke_width=3, stroke_dasharray="16 9")
    for x, y in ((494, 110), (444, 250), (474, 400), (574, 520), (584, 660)):
        p.shape([(x - 9, y + 8), (x, y - 12), (x + 9, y + 8)], INK)
        p.circle(x + 52, y, 8, LEAD)
    p.shape([(330, 420), (440, 380), (470, 480), (372, 540)], LEAD, opacity=0.16)
    p.shape([(330, 420), (440, 380), (470, 480), (372, 540)], "none", stroke=LEAD, stroke_width=2.4)
    for _ in range(46):
        x, y = p.random.uniform(380, 850), p.random.uniform(30, 780)
        if abs(x - 530) > 110 and math.dist((x, y), (760, 610)) > 150:
            p.text(x, y, p.random.randint(3, 27), 19, DEEP)
    return p


def lighthouse():
    p = Picture(91)
    p.rect(0, 0, 1200, 560, p.wash("sky", (0, "#1d3a4a"), (0.4, "#5f7f8b"), (0.72, "#e3b08c"), (1, "#f0c08e")))
    stars(p, 44, 190)
    p.circle(250, 430, 150, "#f8dcb4", opacity=0.3)
    p.circle(250, 430, 96, CORAL)
    for y, x, w in (
        (404, 60, 260),
        (430, 190, 300),
        (456, 20, 220),
        (330, 420, 300),
        (352, 520, 220),
        (300, 20, 200),
    ):
        p.rect(x, y, w, 8, "#f6dcb8", rx=4, opacity=0.6)
    p.shape([(716, 152), (-60, 40), (-60, 190), (716, 166)], "#f8e6b8", opacity=0.3)
    p.shape([(756, 152), (1260, 86), (1260, 220), (756, 166)], "#f8e6b8", opacity=0.22)
    p.curve([(300, 506), (420, 486), (520, 490), (640, 506)], fill="#a98f86")
    p.rect(
        0,
        504,
        1200,
        296,
        p.wash("water", (0, "#e3a57c"), (0.18, "#7f8f96"), (0.6, "#34596a"), (1, "#152c38")),
    )
    ripples(p, 510, 640, "#f8cfa4", 70, 120, 0.75, 250, 90)
    ripples(p, 560, 800, SHOAL, 40, 170, 0.3)
    # the rock
    rock = [
        (398, 660),
        (430, 610),
        (470, 596),
        (500, 560),
        (552, 548),
        (580, 500),
        (640, 478),
        (700, 470),
        (790, 476),
        (860, 466),
        (960, 470),
        (1020, 494),
        (1060, 540),
        (1110, 566),
        (1130, 610),
        (1180, 640),
        (1196, 690),
    ]
    p.shape([*rock, (1160, 716), (420, 716)], INK)
    for face in (
        ((398, 660), (430, 610), (470, 596), (484, 640), (440, 690)),
        ((500, 560), (552, 548), (580, 500), (600, 560), (560, 620), (520, 610)),
        ((640, 478), (700, 470), (690, 540), (640, 560), (616, 520)),
        ((560, 640), (620, 600), (640, 660), (590, 690)),
        ((790, 476), (840, 468), (820, 540), (770, 570)),
        ((960, 470), (1000, 484), (980, 560), (930, 540)),
        ((1060, 540), (1090, 556), (1080, 640), (1030, 610)),
    ):
        p.shape(face, "#34505c")
        p.shape(
            [face[0], face[1], face[2], tuple((a + b) / 2 for a, b in zip(face[1], face[-1], strict=True))],
            "#a8705a",
            opacity=0.55,
        )
    p.curve(
        [(600, 486), (660, 470), (760, 472), (880, 462), (990, 476), (960, 486), (760, 486)],
        fill="#4b5d4d",
        closed=True,
    )
    _station(p)
    # steps down to the landing, and the boat
    steps = [(640, 482)]
    for k in range(11):
        steps += [(640 - k * 15, 482 + (k + 1) * 15), (640 - (k + 1) * 15, 482 + (k + 1) * 15)]
    p.line(steps, SAND, 6, stroke_linejoin="round")
    p.line([(628, 462), (470, 618)], BUFF, 2)
    for k in range(6):
        p.line([(628 - k * 31, 462 + k * 31), (628 - k * 31, 488 + k * 31)], BUFF, 2.5)
    p.shape([(400, 654), (480, 648), (490, 664), (410, 672)], "#5a4232")
    for x in (410, 440, 470):
        p.rect(x, 660, 7, 60, "#2a1813")
    for y, x, w in ((716, 380, 820), (730, 440, 520), (724, 980, 240), (746, 600, 380)):
        p.rect(x, y, w, 6, FOAM, rx=3, opacity=0.6)
    p.curve(
        [(380, 716), (480, 706), (600, 716), (760, 708), (920, 718), (1080, 708), (1220, 716)],
        stroke=FOAM,
        stroke_width=8,
        opacity=0.8,
    )
    p.begin("translate(282 690)")
    p.rect(-60, 22, 200, 5, FOAM, rx=2, opacity=0.5)
    p.path("M-52-4C-10 6 70 6 110-12C106 12 88 26 66 26L-20 26C-40 24-50 10-52-4z", LEAD)
    p.path("M-52-4C-10 6 70 6 110-12L108-3C70 14-10 14-50 4z", FOAM)
    p.limb([(24, 2), (18, -34)], DEEP, 21)
    p.limb([(16, -30), (36, -16), (54, -14)], DEEP, 9)
    p.circle(17, -56, 11, "#c98f62")
    p.path("M5-58c2-16 24-16 26-2z", INK)
    p.line([(62, -18), (-4, 34)], BUFF, 4)
    p.line([(56, -12), (110, 32)], BUFF, 4)
    p.end()
    gulls(p, ((560, 250), (606, 226), (520, 300), (1070, 330), (1110, 306)), INK)
    return p


def _station(p):
    """The white tower, the keeper's cottage and the washing on the line between them."""
    p.shape([(694, 476), (710, 196), (762, 196), (778, 476)], FOAM)
    p.shape([(742, 476), (740, 196), (762, 196), (778, 476)], SHOAL)
    p.shape([(703, 318), (706, 270), (766, 270), (769, 318)], LEAD)
    p.shape([(741, 318), (740, 270), (766, 270), (769, 318)], "#7e2a1a")
    for y in (228, 350, 408):
        p.rect(721, y, 15, 24, DEEP, rx=7)
    p.rect(724, 440, 22, 36, DEEP, rx=4)
    p.rect(694, 188, 84, 10, INK)
    p.line([(698, 188), (698, 170), (774, 170), (774, 188)], INK, 3)
    for x in range(710, 774, 12):
        p.line([(x, 170), (x, 188)], INK, 2)
    p.circle(736, 160, 110, p.glow("light", "#fff4cf", 1))
    p.rect(714, 140, 44, 48, "#fbe9b4")
    for x in (714, 728, 742, 756):
        p.line([(x, 140), (x, 188)], INK, 3)
    p.path("M706 142C710 112 762 112 766 142z", LEAD)
    p.line([(736, 118), (736, 92)], INK, 4)
    p.circle(736, 94, 5, INK)
    # the cottage
    p.rect(812, 402, 176, 74, FOAM)
    p.rect(812, 402, 60, 74, "#f6e0c4")
    p.shape([(798, 406), (828, 352), (972, 352), (1002, 406)], DEEP)
    p.shape([(798, 406), (828, 352), (848, 352), (820, 406)], SLATE)
    for x in (842, 940):
        p.rect(x, 324, 24, 40, LEAD)
        p.rect(x - 3, 320, 30, 8, INK)
    p.curve(
        [(952, 316), (966, 296), (956, 276), (980, 252), (974, 226)],
        stroke=FOAM,
        stroke_width=10,
        stroke_linecap="round",
        opacity=0.4,
    )
    for x in (830, 944):
        p.rect(x, 424, 28, 28, BRASS)
        p.line([(x + 14, 424), (x + 14, 452)], INK, 3)
        p.line([(x, 438), (x + 28, 438)], INK, 3)
    p.rect(886, 420, 28, 56, LEAD)
    # washing
    p.line([(600, 486), (600, 414)], INK, 5)
    p.curve([(600, 418), (650, 430), (700, 420)], stroke=INK, stroke_width=2)
    for x, w, h, ink in ((612, 18, 30, CORAL), (634, 22, 36, FOAM), (660, 20, 26, BRASS)):
        p.path(f"M{x} 424L{x + w} 428L{x + w - 6} {430 + h}L{x - 6} {424 + h}z", ink)
    p.limb([(1030, 492), (1028, 456)], LEAD, 15)
    p.limb([(1026, 500), (1026, 478)], INK, 9)
    p.limb([(1034, 500), (1034, 478)], INK, 9)
    p.circle(1028, 438, 9, "#c98f62")
    p.path("M1018 436c2-14 20-14 21 0z", INK)
    p.limb([(1026, 460), (1006, 448), (996, 428)], LEAD, 6)
