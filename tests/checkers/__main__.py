import sys

from . import install

sys.exit(0 if install() else 1)
