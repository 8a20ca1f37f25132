"""What tests of more than one folder share; what one folder alone needs lies beside its tests."""
