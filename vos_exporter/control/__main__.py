"""``python -m vos_exporter.control`` is ``vosctl``."""

import sys

from vos_exporter.control.main import main

sys.exit(main())
