#!/usr/bin/env python3
"""Makes the bundled fonts: JavaFX cannot switch on OpenType features, so tabular figures become the default ones.

Usage: tabular.py SOURCE TARGET FAMILY STYLE      (needs fonttools)
"""

import sys

from fontTools.ttLib import TTFont


def substitutions(font, feature):
    gsub = font["GSUB"].table
    lookups = {
        index
        for record in gsub.FeatureList.FeatureRecord
        if record.FeatureTag == feature
        for index in record.Feature.LookupListIndex
    }
    mapping = {}
    for index in lookups:
        for table in gsub.LookupList.Lookup[index].SubTable:
            table = getattr(table, "ExtSubTable", table)
            mapping.update(getattr(table, "mapping", {}))
    return mapping


def rename(font, family, style):
    names = {1: family, 2: style, 3: family + " " + style, 4: family + " " + style, 6: family.replace(" ", "") + "-" + style}
    for record in list(font["name"].names):
        if record.nameID in (16, 17, 21, 22) or record.nameID >= 256:
            font["name"].removeNames(nameID=record.nameID)
    for name_id, text in names.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)
        font["name"].setName(text, name_id, 1, 0, 0)
    bold = style == "Bold"
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if bold else 0x40)
    font["head"].macStyle = 1 if bold else 0


source, target, family, style = sys.argv[1:]
font = TTFont(source)
figures = substitutions(font, "tnum")
for table in font["cmap"].tables:
    table.cmap = {code: figures.get(glyph, glyph) for code, glyph in table.cmap.items()}
for table in ("GSUB", "GPOS", "DSIG"):
    if table in font:
        del font[table]
if "CFF " in font:
    font["CFF "].cff.fontNames[0] = family.replace(" ", "") + "-" + style
rename(font, family, style)
font.save(target)
