"""What tests of more than one folder share; what one folder alone needs lies beside its tests.

Three kinds of VOS can be asked, and each can what the others cannot:

- ``vos_exporter.simulator.Simulator``: a whole plant over HTTPS and OAuth2, healthy or broken as the real one
  may be. Take it unless something speaks against it.
- ``vos_server.Vos``: a bare socket that answers, byte for byte, whatever a test says, HTTP that is none too.
- ``plants.Direct``: the simulated plant without a network, under a clock that stands still: thousands of
  scrapes in no time, and two of one moment that differ only by a fault.
"""
