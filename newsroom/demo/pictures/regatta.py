"""Sport on the water and in it."""

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
    load_line,
    ripples,
    turned,
)


def rowing():
    p = Picture(5)
    p.rect(0, 0, 1200, 800, p.wash("water", (0, "#4b7382"), (1, "#234655")))
    p.begin("rotate(-21 600 400)")
    for lane in (-40, 190, 420, 650, 880):
        for x in range(-200, 1420, 44):
            p.circle(x, lane, 5, CORAL if (x + 200) % 220 == 0 else FOAM, opacity=0.9)
    for _ in range(120):
        x, y = p.random.uniform(-200, 1400), p.random.uniform(-200, 1000)
        p.rect(x, y, p.random.uniform(30, 150), 2.4, SHOAL, rx=1, opacity=0.3)
    for lane, bow, hull, kit in (
        (75, 860, FOAM, INK),
        (305, 1030, LEAD, FOAM),
        (535, 760, BUFF, DEEP),
        (765, 900, FOAM, LEAD),
    ):
        p.shape([(bow - 640, lane), (bow - 1500, lane - 48), (bow - 1500, lane + 48)], SHOAL, opacity=0.18)
        p.curve(
            [
                (bow, lane),
                (bow - 140, lane - 12),
                (bow - 330, lane - 15),
                (bow - 560, lane - 12),
                (bow - 690, lane),
                (bow - 560, lane + 12),
                (bow - 330, lane + 15),
                (bow - 140, lane + 12),
            ],
            fill="#0b1820",
            closed=True,
            opacity=0.35,
            transform="translate(10 22)",
        )
        for seat in range(8):
            x, side = bow - 150 - seat * 52, 1 if seat % 2 else -1
            tip = (x - 46, lane + side * 100)
            p.line([(x + 6, lane + side * 12), tip], "#f3ead2", 4)
            p.line([tip, (tip[0] - 11, tip[1] + side * 22)], kit, 12)
            for ring in (26, 17):
                p.circle(tip[0] - 96, tip[1] + side * 6, ring, "none", stroke=FOAM, stroke_width=2.4, opacity=0.4)
        p.curve(
            [
                (bow, lane),
                (bow - 140, lane - 11),
                (bow - 330, lane - 14),
                (bow - 560, lane - 11),
                (bow - 690, lane),
                (bow - 560, lane + 11),
                (bow - 330, lane + 14),
                (bow - 140, lane + 11),
            ],
            fill=hull,
            closed=True,
        )
        for seat in range(9):
            x = bow - 150 - seat * 52
            p.add("ellipse", cx=x, cy=lane, rx=11, ry=17, fill=kit if seat < 8 else INK)
            p.circle(x + 3, lane, 8, SAND if kit != FOAM else "#7a4a32")
    p.end()
    return p


def sailing():
    p = Picture(52)
    p.rect(0, 0, 1200, 440, p.wash("sky", (0, "#a9c3c6"), (0.6, "#e6e8da"), (1, "#f8e2bd")))
    p.circle(866, 238, 104, "#fdf3d8", opacity=0.5)
    p.circle(866, 238, 60, "#fdf6e3")

    def coast():
        hills = [(-20, 372), (130, 340), (260, 364), (420, 384), (560, 392), (640, 406)]
        p.curve([*hills, (640, 422), (-20, 422)], fill="#b7c8c6")
        p.curve(
            [(700, 412), (860, 388), (1000, 352), (1110, 366), (1220, 334), (1220, 422), (700, 422)],
            fill="#a5bbbd",
        )
        p.curve([(-20, 398), (80, 386), (190, 402), (300, 412), (340, 422), (-20, 422)], fill="#8ea9ae")
        p.rect(104, 344, 11, 50, "#6f909a")
        p.rect(101, 336, 17, 10, CORAL)

    def fleet(far):
        boats = (
            (60, 0.26),
            (168, 0.32),
            (420, 0.3),
            (500, 0.24),
            (585, 0.34),
            (702, 0.26),
            (768, 0.3),
            (960, 0.36),
            (1050, 0.28),
            (1130, 0.32),
        )
        tints = ("#f4f2e4", "#e3cfa4", "#f4f2e4", "#c58a74", "#eef0ea", "#8fa9b0")
        if far:
            for k, (x, s) in enumerate(boats):
                _dinghy(p, x, s, "#5d7f8c", tints[k % 6], "", (-2, 1, 2)[k % 3], ())
        else:
            _dinghy(p, 1010, 0.84, DEEP, BUFF, DEEP, 2, ((-40, -14, INK, "sits"), (-96, -16, CORAL, "sits")))

    coast()
    p.rect(
        0,
        420,
        1200,
        380,
        p.wash("water", (0, "#f3e3c2"), (0.25, "#c6d6d2"), (0.6, "#8fb0b5"), (1, "#4f7a88")),
    )
    p.begin("translate(0 842) scale(1 -1)", opacity=0.42)
    coast()
    p.end()
    for k in range(16):
        w = 104 * math.sin(math.pi * (k + 0.6) / 16.2) * p.random.uniform(0.6, 1.15)
        p.rect(866 - w / 2 + p.random.uniform(-14, 14), 536 + k * 8.4, w, 5.4, "#fdf6e3", rx=2.5, opacity=0.7)
    for level, far in ((436, True), (520, False)):
        p.begin(f"translate(0 {level + 2}) scale(1 -0.94)", opacity=0.5)
        fleet(far)
        p.end()
        p.begin(f"translate(0 {level})")
        fleet(far)
        p.end()
    front = (430, 1.5, FOAM, LEAD, FOAM, -2, ((-92, -24, SEA, "lies"), (62, -20, BRASS, "paddles")))
    p.begin("translate(0 626) scale(1 -0.96)", opacity=0.5)
    _dinghy(p, *front)
    p.end()
    p.begin("translate(0 622)")
    _dinghy(p, *front)
    p.end()
    # the mirror is not quite still
    for _ in range(46):
        y = 640 + 155 * p.random.random()
        p.rect(
            p.random.uniform(-100, 1150),
            y,
            p.random.uniform(60, 260) * y / 800,
            3,
            "#b9cfd0",
            rx=1.5,
            opacity=0.6,
        )
    for _ in range(26):
        y = 450 + 160 * p.random.random()
        p.rect(p.random.uniform(-100, 1150), y, p.random.uniform(30, 120), 2, "#fdf6e3", rx=1, opacity=0.55)
    for r in (14, 26, 40):
        p.ellipse(570, 630, r * 1.7, r * 0.4, "none", stroke=FOAM, stroke_width=2.4, opacity=0.7)
    gulls(p, ((250, 170), (296, 150)), SLATE, 13)
    return p


def _dinghy(p, x, s, hull, sail, mark, lean, crew):
    """A becalmed dinghy above the water line at y 0, 300 pixels tall at `s` 1."""
    p.begin(f"translate({x} 0) scale({s})")
    p.begin(f"rotate({lean})")
    p.line([(-4, -10), (-4, -300)], SAND, 5)
    p.path("M-8-294C-62-250-132-130-150-52C-110-34-60-38-8-40C-22-110-24-220-8-294z", sail)
    p.path("M-8-294C-40-240-64-140-58-42C-40-38-22-40-8-40C-22-110-24-220-8-294z", INK, opacity=0.13)
    for y, w in ((-228, 30), (-168, 62), (-108, 88)):
        p.path(
            f"M-14 {y}C{-14 - w * 0.4:.0f} {y + 12} {-14 - w * 0.7:.0f} {y + 12} {-14 - w} {y + 2}",
            "none",
            stroke=INK,
            stroke_width=2,
            opacity=0.35,
        )
    p.line([(-4, -46), (-158, -50)], SAND, 5)
    p.path("M2-262C40-190 58-100 92-26C70-22 40-24 14-22C30-90 18-190 2-262z", FOAM if sail != FOAM else BUFF)
    p.path("M2-262C26-190 36-100 40-23C32-22 22-23 14-22C30-90 18-190 2-262z", INK, opacity=0.12)
    p.line([(-2, -262), (112, -16)], "#8fa9b0", 1.5)
    if mark:
        load_line(p, -78, -142, 15, mark, sail)
    p.line([(-4, -300), (-4, -318)], INK, 2)
    p.path("M-4-318C-10-314-12-304-9-296L-4-300z", CORAL)
    p.end()
    for ax, ay, coat, kind in crew:
        if kind == "lies":
            p.limb([(ax, ay), (ax + 46, ay + 8)], coat, 15)
            p.limb([(ax + 46, ay + 6), (ax + 72, ay - 6), (ax + 94, ay - 2)], INK, 9)
            p.circle(ax - 15, ay - 5, 10, "#c98f62")
            p.path(f"M{ax - 27} {ay - 6}c4-14 22-16 26-4z", BUFF)
        else:
            p.limb([(ax, ay), (ax + 3, ay - 24)], coat, 18)
            p.circle(ax + 6, ay - 44, 10, "#e3b58c")
            p.path(f"M{ax - 5} {ay - 46}c2-14 20-14 22-2l8 3z", LEAD if coat != LEAD else FOAM)
            if kind == "paddles":
                p.limb([(ax + 4, ay - 26), (ax + 20, ay - 8), (ax + 26, ay + 16)], coat, 7)
            else:
                p.limb([(ax + 4, ay - 24), (ax + 20, ay - 30), (ax + 14, ay - 44)], coat, 6)
    p.path("M-140-18C-60-10 60-12 142-28C132-10 118 0 100 2L-112 2C-128 0-138-8-140-18z", hull)
    p.path("M-140-18C-60-10 60-12 142-28L138-20C60-4-60-2-138-11z", FOAM if hull != FOAM else LEAD)
    p.path("M-146-22L-138-22L-132 4L-142 6z", SAND)
    p.end()


def swimmers():
    p = Picture(77)
    p.rect(0, 0, 1200, 330, p.wash("sky", (0, "#9fb9bf"), (0.6, "#dfe4da"), (1, "#f6e0c0")))
    p.circle(250, 226, 92, "#fbefd2", opacity=0.5)
    p.circle(250, 226, 54, "#f6c59a")
    hills = [(-20, 290), (150, 262), (330, 284), (520, 244), (700, 270), (900, 236), (1220, 268)]
    p.curve([*hills, (1220, 330), (-20, 330)], fill="#c3d1d0")
    p.curve(
        [(-20, 306), (200, 300), (420, 290), (640, 302), (860, 286), (1220, 296), (1220, 330), (-20, 330)],
        fill="#a4babd",
    )
    p.rect(
        0,
        312,
        1200,
        488,
        p.wash("water", (0, "#e3d2b4"), (0.12, "#9db7ba"), (0.45, "#47707f"), (1, "#15303d")),
    )
    ripples(p, 316, 470, "#f8d3a8", 80, 100, 0.75, 250, 80)
    ripples(p, 330, 790, "#12262f", 46, 190, 0.3)
    ripples(p, 360, 800, SHOAL, 40, 150, 0.35)
    # the jetty, with snow on it
    for x in range(640, 1240, 118):
        p.rect(x, 420, 26, 300, "#1c2a30")
        p.rect(x, 420, 8, 300, "#33474f")
        for y in range(650, 800, 16):
            p.rect(x + p.random.uniform(-6, 6), y, 26, 5, INK, rx=2, opacity=0.4)
    p.line([(640, 480), (1240, 620)], "#1c2a30", 10)
    p.shape([(560, 396), (1220, 396), (1220, 446), (560, 446)], "#33231b")
    for x in range(560, 1220, 44):
        p.line([(x, 410), (x, 446)], "#1f1510", 3)
    p.shape([(536, 384), (1220, 384), (1220, 412), (560, 412)], "#5a4232")
    edge = [(x, 386 + p.random.uniform(4, 13)) for x in range(560, 1240, 30)]
    p.curve([(536, 380), *edge, (1240, 376), (536, 376)], fill=FOAM)
    p.line([(1136, 380), (1136, 110)], INK, 9)
    p.path("M1136 116C1136 84 1096 84 1092 104", "none", stroke=INK, stroke_width=7)
    p.shape([(1074, 122), (1092, 100), (1110, 122)], INK)
    p.circle(1092, 124, 70, p.glow("lamp", "#f8e0a0", 0.9))
    p.circle(1092, 127, 9, "#fbe9b4")
    p.circle(1136, 250, 36, "none", stroke=LEAD, stroke_width=17)
    for a in (45, 135, 225, 315):
        (ax, ay), (bx, by) = turned(27, 0, a), turned(45, 0, a)
        p.line([(1136 + ax, 250 + ay), (1136 + bx, 250 + by)], FOAM, 11)
    _queue(p)
    # the ladder and the one whose turn it is
    for x in (566, 626):
        p.line([(x, 590), (x, 700)], MIST, 8, opacity=0.3)
        p.path(
            f"M{x} 590L{x} 352C{x} 326 {x + 34} 326 {x + 34} 352L{x + 34} 384",
            "none",
            stroke=MIST,
            stroke_width=8,
        )
    for y in range(420, 690, 42):
        p.line([(566, y), (626, y)], MIST, 7, opacity=1 if y < 590 else 0.3)
    p.limb([(590, 474), (584, 540), (590, 584)], "#d9a376", 20)
    p.limb([(606, 474), (622, 520), (612, 562)], "#e3b58c", 20)
    p.path("M568 392C566 430 570 470 574 492L624 492C630 460 632 424 628 392C612 380 584 380 568 392z", LEAD)
    p.path("M578 396C584 376 612 376 618 396C612 416 584 416 578 396z", "#d9a376")
    p.limb([(574, 398), (548, 424), (565, 452)], "#e3b58c", 13)
    p.limb([(622, 398), (648, 424), (628, 452)], "#d9a376", 13)
    p.rect(590, 360, 16, 24, "#d9a376")
    p.path("M577 350C574 308 622 308 619 350C618 366 610 374 598 374C586 374 578 366 577 350z", INK)
    p.rect(577, 340, 42, 10, BRASS, rx=4)
    p.circle(598, 316, 8, BRASS)
    for k in range(4):
        p.ellipse(
            598,
            590,
            40 + 26 * k,
            6 + 5 * k,
            "none",
            stroke=MIST,
            stroke_width=3 - k * 0.5,
            opacity=0.8 - k * 0.17,
        )
    for x, y, cap, skin, s, facing in (
        (420, 452, FOAM, "#c98f62", 0.62, 1),
        (150, 470, SEA, "#e3b58c", 0.66, -1),
        (330, 570, LEAD, "#e3b58c", 1.12, 1),
        (118, 640, BRASS, "#8a5638", 1.35, 1),
        (470, 716, DEEP, "#f0c9a8", 1.62, -1),
    ):
        _bather(p, x, y, cap, skin, s, facing)
    gulls(p, ((520, 130), (566, 108), (430, 170)), SEA)
    return p


def _bather(p, x, y, cap, skin="#e3b58c", s=1.0, facing=1):
    """A swimmer's head and shoulders, the water line at y, with the rings she makes."""
    for k in range(4):
        p.ellipse(
            x,
            y + 4 * s,
            (48 + k * 30) * s,
            (7 + k * 5) * s,
            "none",
            stroke=MIST,
            stroke_width=2.6 - k * 0.4,
            opacity=0.75 - k * 0.15,
        )
    p.path(
        f"M{x - 36 * s:.0f} {y + 3:.0f}C{x - 30 * s:.0f} {y - 12 * s:.0f}"
        f" {x - 12 * s:.0f} {y - 15 * s:.0f} {x:.0f} {y - 15 * s:.0f}"
        f"C{x + 12 * s:.0f} {y - 15 * s:.0f} {x + 30 * s:.0f} {y - 12 * s:.0f} {x + 36 * s:.0f} {y + 3:.0f}z",
        skin,
    )
    p.ellipse(x, y - 32 * s, 16 * s, 20 * s, skin)
    p.path(
        f"M{x + facing * 2 * s:.0f} {y - 50 * s:.0f}c{facing * 16 * s:.0f}"
        f" {4 * s:.0f} {facing * 16 * s:.0f} {34 * s:.0f} 0 {38 * s:.0f}z",
        INK,
        opacity=0.12,
    )
    p.path(
        f"M{x - 19 * s:.0f} {y - 34 * s:.0f}c{-2 * s:.0f}"
        f" {-32 * s:.0f} {40 * s:.0f} {-32 * s:.0f} {38 * s:.0f} 0"
        f"c{-12 * s:.0f} {-6 * s:.0f} {-26 * s:.0f} {-6 * s:.0f} {-38 * s:.0f} 0z",
        cap,
    )
    p.rect(x - 20 * s, y - 40 * s, 40 * s, 9 * s, FOAM if cap != FOAM else LEAD, rx=4 * s)
    p.circle(x, y - 62 * s, 7.5 * s, FOAM if cap != FOAM else LEAD)
    if s > 1:
        for side in (-6, 6):
            p.circle(x + (side - facing * 2) * s, y - 27 * s, 2 * s, INK)
        p.path(
            f"M{x - (6 + facing * 2) * s:.0f} {y - 18 * s:.0f}q{6 * s:.0f} {4 * s:.0f} {12 * s:.0f} 0",
            "none",
            stroke=INK,
            stroke_width=2,
            stroke_linecap="round",
            opacity=0.7,
        )


def _queue(p):
    """Those who wait on the jetty in robes and towels, and the board with the temperature."""
    for x, robe, trim, skin, cap, tall in (
        (716, DEEP, SHOAL, "#e3b58c", CORAL, 1),
        (800, BRASS, "#b98a35", "#8a5638", INK, 1.06),
        (880, LEAD, "#7e2a1a", "#f0c9a8", FOAM, 0.94),
        (968, SEA, DEEP, "#c98f62", BRASS, 1.08),
    ):
        top = 380 - 128 * tall
        for side in (-11, 9):
            p.limb([(x + side, 380), (x + side, 350)], skin, 9)
            p.limb([(x + side - 8, 379), (x + side + 2, 379)], INK, 7)
        p.path(
            f"M{x - 27} 356C{x - 28} {top + 70:.0f} {x - 30}"
            f" {top + 22:.0f} {x - 14} {top + 8:.0f}L{x + 14} {top + 8:.0f}"
            f"C{x + 30} {top + 22:.0f} {x + 28} {top + 70:.0f} {x + 27} 356z",
            robe,
        )
        p.path(
            f"M{x + 4} {top + 8:.0f}L{x + 14} {top + 8:.0f}C{x + 30}"
            f" {top + 22:.0f} {x + 28} {top + 70:.0f} {x + 27} 356L{x + 8} 356z",
            trim,
            opacity=0.7,
        )
        p.limb([(x - 22, top + 30), (x - 26, top + 62), (x - 2, top + 58)], trim, 13)
        p.circle(x - 1, top + 57, 6, skin)
        p.ellipse(x - 2, top - 8, 14, 17, skin)
        p.path(f"M{x - 18} {top - 9:.0f}c-2-30 34-30 32 0z", cap)
        p.circle(x - 2, top - 33, 6, cap)
    p.shape([(1020, 380), (1032, 286), (1040, 286), (1036, 380)], "#5a4232")
    p.shape([(1092, 380), (1080, 286), (1072, 286), (1078, 380)], "#5a4232")
    p.rect(1018, 284, 76, 66, "#5a4232")
    p.rect(1024, 290, 64, 54, INK)
    p.line([(1036, 304), (1056, 304), (1044, 332)], FOAM, 4)
    p.circle(1068, 304, 4.5, "none", stroke=FOAM, stroke_width=3)
