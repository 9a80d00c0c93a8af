"""The town seen from above and from its square, and the wall that keeps it dry."""

from .canvas import (
    BRASS,
    BUFF,
    CORAL,
    DEEP,
    FOAM,
    INK,
    LEAD,
    MIST,
    SEA,
    SHOAL,
    SLATE,
    Picture,
    gulls,
    ripples,
)
from .port import crane


def roofs():
    p = Picture(11)
    p.rect(0, 0, 1200, 330, p.wash("sky", (0, "#f4e6c6"), (1, "#f3cfa6")))
    p.circle(905, 150, 54, CORAL)
    p.rect(0, 268, 1200, 150, p.wash("sea", (0, "#9db7bb"), (1, SHOAL)))
    ripples(p, 272, 350, FOAM, 40, 80, 0.8)
    p.begin("translate(300 262) scale(.7)")
    p.shape([(0, 0), (190, 0), (172, 22), (14, 22)], DEEP)
    p.shape([(26, 0), (26, -16), (150, -16), (158, 0)], FOAM)
    p.rect(104, -36, 16, 22, LEAD)
    p.end()
    tiers = (
        (318, 62, "#8fa9b0", 0),
        (372, 76, SLATE, 0.25),
        (440, 96, "#4d717f", 0.32),
        (528, 122, DEEP, 0.42),
        (650, 170, INK, 0.4),
    )
    for base, size, ink, lit in tiers:
        x, panes = -p.random.uniform(0, size), {}
        while x < 1200:
            w = size * p.random.uniform(0.9, 1.5)
            top = base - p.random.uniform(-0.12, 0.22) * size
            rise = size * p.random.uniform(0.42, 0.62)
            roof = LEAD if p.random.random() < 0.22 else ink
            p.rect(x, top, w + 1, 800 - top, ink)
            if p.random.random() < 0.5:
                p.shape([(x - 4, top + 2), (x + w / 2, top - rise), (x + w + 4, top + 2)], roof)
            else:
                p.shape(
                    [
                        (x - 4, top + 2),
                        (x + w * 0.16, top - rise * 0.72),
                        (x + w * 0.84, top - rise * 0.72),
                        (x + w + 4, top + 2),
                    ],
                    roof,
                )
            cx = x + w * p.random.choice((0.2, 0.74))
            p.rect(cx, top - rise * 0.98, size * 0.15, rise * 0.8, ink)
            p.rect(cx - 2, top - rise, size * 0.15 + 4, size * 0.06, ink)
            columns = max(2, round(w / (size * 0.42)))
            for column in range(columns):
                for row in range(2):
                    wx, wy = x + w * (column + 0.5) / columns - size * 0.075, top + size * (0.2 + 0.42 * row)
                    glass = (
                        BRASS if p.random.random() < lit else ("#f6ead0" if ink in ("#8fa9b0", SLATE) else "#2c5163")
                    )
                    panes[glass] = (
                        panes.get(glass, "")
                        + f"M{wx:.0f} {wy:.0f}h{size * 0.15:.0f}v{size * 0.23:.0f}h-{size * 0.15:.0f}z"
                    )
            x += w
        for glass, path in panes.items():
            p.add("path", d=path, fill=glass, opacity=0.95 if glass == BRASS else 0.5)
    gulls(p, ((560, 120), (612, 92), (700, 186)), DEEP)
    return p


def hall():
    p = Picture(31)
    p.rect(0, 0, 1200, 800, "#f1e3c4")
    p.circle(250, 190, 66, CORAL, opacity=0.9)
    for y, x, w in ((150, 60, 330), (176, 150, 400), (214, 20, 260)):
        p.rect(x, y, w, 8, "#f8efdb", rx=4)
    p.rect(0, 330, 330, 300, SHOAL)
    p.rect(906, 300, 300, 330, SHOAL)
    for x, w, h in (
        (30, 90, 60),
        (150, 70, 92),
        (236, 84, 48),
        (930, 70, 70),
        (1020, 104, 104),
        (1136, 70, 50),
    ):
        p.rect(x, 330 - h + 8, w, h, SHOAL)
    for x in (*range(24, 300, 46), *range(930, 1190, 46)):
        for y in range(370, 590, 62):
            p.rect(x, y, 18, 32, "#86a5ad")
    # tower
    p.rect(548, 66, 104, 170, SEA)
    p.rect(536, 140, 128, 10, DEEP)
    p.shape([(548, 68), (600, -22), (652, 68)], LEAD)
    p.circle(600, 108, 30, FOAM)
    p.line([(600, 108), (600, 88)], INK, 4)
    p.line([(600, 108), (615, 116)], INK, 4)
    for x in (566, 592, 618):
        p.rect(x, 164, 16, 46, INK, rx=8)
    # front
    p.rect(300, 232, 600, 400, SEA)
    p.shape([(276, 262), (600, 158), (924, 262)], DEEP)
    p.shape([(352, 250), (600, 172), (848, 250)], SEA)
    p.circle(600, 222, 22, BUFF)
    p.line([(566, 222), (634, 222)], BUFF, 5)
    p.circle(600, 222, 14, SEA)
    p.line([(580, 222), (620, 222)], BUFF, 5)
    p.rect(276, 260, 648, 26, INK)
    p.rect(290, 292, 620, 8, DEEP)
    for x in range(316, 856, 90):
        p.rect(x + 38, 320, 44, 110, "#2b4f60")
        p.rect(x + 38, 470, 44, 134, BRASS if x in (496, 586) else "#2b4f60")
    for x in range(316, 900, 90):
        p.rect(x, 300, 30, 316, FOAM)
        p.rect(x + 20, 300, 10, 316, MIST)
        p.rect(x - 7, 300, 44, 14, FOAM)
        p.rect(x - 7, 606, 44, 14, FOAM)
    for step in range(6):
        grow = step * 26
        p.rect(286 - grow, 620 + step * 13, 628 + 2 * grow, 14, (MIST, "#c2d1d2")[step % 2])
    p.rect(0, 698, 1200, 102, "#dcc79c")
    for x, lean in ((352, -1), (848, 1)):
        tip = x + lean * 46
        p.line([(x, 262), (tip, 120)], INK, 5)
        flag = [(0, 2), (50, 18), (94, 8), (138, 22), (128, 70), (84, 60), (42, 72), (-lean * 16, 50)]
        p.curve([(tip + a, 120 + b) for a, b in flag], fill=LEAD)
    for x, y, s in (
        (180, 760, 1.5),
        (222, 766, 1.4),
        (420, 728, 1),
        (470, 660, 0.72),
        (604, 690, 0.86),
        (636, 692, 0.84),
        (780, 742, 1.2),
        (985, 722, 1.05),
        (1060, 772, 1.6),
        (700, 648, 0.66),
    ):
        p.shape(
            [(x, y), (x + 120 * s, y + 26 * s), (x + 128 * s, y + 20 * s), (x + 8 * s, y - 4)],
            "#b79a66",
            opacity=0.55,
        )
        coat = p.random.choice((INK, DEEP, INK, LEAD))
        p.shape(
            [
                (x - 9 * s, y),
                (x - 10 * s, y - 36 * s),
                (x, y - 46 * s),
                (x + 10 * s, y - 36 * s),
                (x + 9 * s, y),
            ],
            coat,
        )
        p.circle(x, y - 53 * s, 7 * s, INK)
    return p


def solar():
    p = Picture(45)
    p.rect(0, 0, 1200, 800, p.wash("sky", (0, "#7fa6b0"), (0.35, "#dfe4d4"), (0.6, "#f6dcb0"), (1, "#f3b083")))
    p.circle(960, 148, 120, "#fdf3d8", opacity=0.45)
    p.circle(960, 148, 70, "#fbe3ae")
    for y, x, w in ((120, 300, 380), (148, 420, 300), (196, 760, 260), (60, 640, 190)):
        p.rect(x, y, w, 9, FOAM, rx=4, opacity=0.55)
    p.rect(0, 252, 1200, 120, p.wash("sea", (0, "#d9d3b8"), (1, "#8fb0b8")))
    ripples(p, 256, 340, "#fdf3d8", 40, 90, 0.8, 960, 80)
    for x, s in ((372, 0.9), (452, 0.7)):
        crane(p, x, 262, s, "#8fa6a8", raised=x == 452)
    p.rect(300, 258, 260, 12, "#8fa6a8")
    p.shape([(700, 262), (820, 262), (808, 278), (710, 278)], DEEP)
    p.shape([(716, 262), (716, 250), (780, 250), (786, 262)], FOAM)
    for x, w, tall in (
        (0, 90, 70),
        (84, 70, 96),
        (150, 96, 60),
        (1000, 90, 84),
        (1084, 70, 56),
        (1140, 90, 100),
    ):
        p.rect(x, 352 - tall, w, 220, "#a5b7b2")
        p.shape([(x - 4, 354 - tall), (x + w / 2, 322 - tall), (x + w + 4, 354 - tall)], "#8fa6a8")
    # the chimney of the old ropeworks
    p.shape([(166, 460), (176, 72), (214, 72), (226, 460)], "#7e3f2a")
    p.shape([(200, 460), (196, 72), (214, 72), (226, 460)], LEAD)
    p.rect(168, 66, 54, 12, INK)
    p.rect(172, 104, 47, 8, BUFF)
    wide, high, dx, dy, base = 262, 168, 330, -196, 664
    for tooth in range(-3, 5):
        _tooth(p, 20 + tooth * wide, base, wide, high, dx, dy, tooth)
    # the street front
    p.rect(0, 664, 1200, 136, p.wash("brick", (0, "#5a2a1a"), (1, "#3a1a12")))
    for row in range(6):
        for k in range(32):
            p.rect(
                k * 40 - (row % 2) * 20,
                680 + row * 22,
                37,
                18,
                p.random.choice(("#6b3220", "#5f2c1c", "#763823")),
            )
    p.rect(0, 660, 1200, 14, "#2a1813")
    for x in range(64, 1200, wide):
        p.path(f"M{x} 800L{x} 730C{x} 700 {x + 92} 700 {x + 92} 730L{x + 92} 800z", "#14262f")
        p.path(
            f"M{x + 10} 800L{x + 10} 734C{x + 10} 712 {x + 82} 712 {x + 82} 734L{x + 82} 800z",
            BRASS if x == 326 else SEA,
        )
        p.rect(x + 43, 714, 6, 86, "#14262f")
    return p


def _tooth(p, x, base, wide, high, dx, dy, number):
    """One bay of a saw-tooth roof, its ridge running away to the right, with panels on its slope."""

    def place(u, v):
        """u from 0 to 1 along the ridge, v from 0 to 1 down the slope"""
        return x + dx * u + wide * v, base - high * (1 - v) + dy * u

    def quad(u, v, w, h):
        return [place(u, v), place(u + w, v), place(u + w, v + h), place(u, v + h)]

    p.shape(quad(0, 0, 1, 1), "#5f7f8b")
    p.shape([place(0, 0), place(1, 0), place(1, 0.05), place(0, 0.05)], FOAM)
    for k in range(5):
        for row in range(2):
            u, v, w, h = 0.04 + k * 0.19, 0.1 + row * 0.3, 0.175, 0.28
            if number == 1 and k == 3 and row == 0:
                continue
            bright = (number + k + row) % 5 == 0
            p.shape(quad(u, v, w, h), "#163646" if not bright else "#2f6075")
            p.shape(
                [place(u, v), place(u + w * 0.62, v), place(u + w * 0.2, v + h), place(u, v + h)],
                SLATE if not bright else "#f3cfa6",
                opacity=0.35 if not bright else 0.75,
            )
            for t in (0.25, 0.5, 0.75):
                p.line([place(u + w * t, v), place(u + w * t, v + h)], SHOAL, 1.1, opacity=0.55)
            for t in (0.333, 0.667):
                p.line([place(u, v + h * t), place(u + w, v + h * t)], SHOAL, 1.1, opacity=0.55)
            p.shape(quad(u, v, w, h), "none", stroke=MIST, stroke_width=2)
    if number == 1:
        _fitters(p, place)
    p.shape([(x, base), (x, base - high), (x + wide, base)], "#7e3f2a")
    p.line([(x, base), (x, base - high), (x + wide, base)], "#3a1a12", 9)
    p.circle(x + 78, base - 58, 25, "#14262f")
    p.circle(x + 78, base - 58, 18, BRASS if number in (0, 2) else SEA)
    p.line([(x + 78, base - 76), (x + 78, base - 40)], "#14262f", 4)
    p.line([(x + 60, base - 58), (x + 96, base - 58)], "#14262f", 4)


def _fitters(p, place):
    """Two fitters set down the last panel of the roof."""
    p.shape([place(0.61, 0.1), place(0.785, 0.1), place(0.785, 0.38), place(0.61, 0.38)], "#3f5f6c")
    panel = [place(0.61, 0.1), place(0.785, 0.1), place(0.785, 0.38), place(0.61, 0.38)]
    p.shape([(x + 4, y + 10) for x, y in panel], INK, opacity=0.35)
    (ax, ay), (bx, by), (cx, cy), (ex, ey) = lifted = [(x, y - 34) for x, y in panel]
    p.shape(lifted, DEEP)
    sheen = [(ax + (bx - ax) * 0.6, ay + (by - ay) * 0.6), (ex + (cx - ex) * 0.3, ey + (cy - ey) * 0.3)]
    p.shape([(ax, ay), *sheen, (ex, ey)], "#f3cfa6", opacity=0.85)
    p.shape(lifted, "none", stroke=FOAM, stroke_width=3.5)
    for (x, y), (hand_x, hand_y), flip, coat, skin in (
        (place(0.5, 0.36), (ax * 0.4 + ex * 0.6, ay * 0.4 + ey * 0.6), 1, BRASS, "#8a5638"),
        (place(0.9, 0.14), (bx * 0.5 + cx * 0.5, by * 0.5 + cy * 0.5), -1, CORAL, "#e3b58c"),
    ):
        p.limb([(x - 4 * flip, y - 46), (x + 16 * flip, y - 26), (x + 9 * flip, y + 2)], INK, 15)
        p.limb([(x - 8 * flip, y - 46), (x - 14 * flip, y - 22), (x - 5 * flip, y + 2)], INK, 15)
        p.limb([(x - 6 * flip, y - 52), (x + 3 * flip, y - 84)], coat, 26)
        p.limb([(x + 3 * flip, y - 84), (x + 16 * flip, y - 58), (hand_x, hand_y)], coat, 10)
        p.circle(hand_x, hand_y, 6, skin)
        p.circle(x + 8 * flip, y - 111, 13, skin)
        p.path(f"M{x + 8 * flip - 17:.0f} {y - 112:.0f}a17 17 0 0 1 34 0z", FOAM)
