"""RF cards: three routes known by path only (dossier, section 9.1)."""

from vos_exporter.vos.fields import Field, FieldTable, Unit

RF_STATISTICS = FieldTable(identity=(("id",),), fields=(Field("locked", ("locked", "lock"), Unit.BOOLEAN),))
RF_MONITORINGS = RF_STATISTICS
RF_SETTINGS = RF_STATISTICS
