"""Board 7: satellite inputs."""

from grafana import links
from grafana.board import Board, Section, Variable
from grafana.looks import LOCKED, falling, none_is_good
from grafana.panels import INSTANCE, Column, Query, bars, chart, number, rows, timeline
from grafana.queries import MINE, ON, RF_INPUT, bad, named, sel

CHOSEN = 'rf_input_id=~"$rf_input_id"'
NAME = "{{rf_input_name}} {{satellite}} {{instance}}"
DEVIATION = f"{sel('vos_rf_carrier_to_noise_db')} - on ({ON}, rf_input_id) {sel('vos:rf_cn_db:median1h')}"
WORST = f"min_over_time({sel('vos_rf_margin_db')}[$__range])"


STATE = Section(
    "Is anything without lock?",
    (
        number("Inputs", "RF inputs that report a lock.", Query(f"count({sel('vos_rf_locked')})")),
        number(
            "Without lock",
            "Demodulators without lock: no transport stream.",
            Query(bad("vos_rf_locked")),
            look=none_is_good(),
        ),
        number(
            "Lowest margin",
            "C/N above what the modulation needs, at the worst input; 0 dB is the end.",
            Query(f"min({sel('vos_rf_margin_db')})"),
            unit="dB",
            look=falling(1.5, 3),
        ),
        bars(
            "Worst margin of the range",
            "The lowest margin of each input in this time range; the minimum, since dB are never averaged.",
            Query(named(WORST, RF_INPUT), NAME),
            unit="dB",
            look=falling(1.5, 3),
            width=12,
            height=4,
        ),
        timeline(
            "Lock",
            "When each demodulator was locked.",
            Query(named(sel("vos_rf_locked"), RF_INPUT), NAME),
            look=LOCKED,
        ),
    ),
)

QUALITY = Section(
    "Rain or hardware, one carrier or all?",
    (
        chart(
            "C/N against the last hour",
            "C/N minus its own median of the last hour: all lines dipping together is weather.",
            Query(named(DEVIATION, RF_INPUT), NAME),
            unit="dB",
            low=None,
        ),
        bars(
            "Margin now",
            "C/N above what the modulation needs.",
            Query(f"sort({named(sel('vos_rf_margin_db'), RF_INPUT)})", NAME),
            unit="dB",
            look=falling(1.5, 3),
            width=12,
        ),
        chart(
            "Level",
            "Level at the chosen inputs.",
            Query(named(sel("vos_rf_level_dbm", CHOSEN), RF_INPUT), NAME),
            unit="dBm",
            low=None,
        ),
        chart(
            "Bit errors",
            "Bit error ratio of the chosen inputs before and after error correction; 0 is not drawn.",
            Query(named(sel("vos_rf_pre_fec_bit_error_ratio", CHOSEN), RF_INPUT), f"before {NAME}"),
            Query(named(sel("vos_rf_post_fec_bit_error_ratio", CHOSEN), RF_INPUT), f"after {NAME}"),
            unit="sci",
            logarithmic=True,
        ),
        chart(
            "Uncorrected packets",
            "Packets per second that error correction could not repair.",
            Query(
                named(f"rate({sel('vos_rf_uncorrected_packets_total', CHOSEN)}[$__rate_interval])", RF_INPUT),
                NAME,
            ),
            unit="pps",
        ),
        rows(
            "Tuning",
            "What each input is tuned to.",
            [
                Query(named(sel("vos_rf_frequency_hertz"), RF_INPUT)),
                Query(
                    f"sum by ({ON}, rf_input_id) ({sel('vos_rf_symbol_rate_symbols_per_second')})",
                ),
            ],
            [
                Column("rf_input_name", "Input"),
                Column("satellite", "Satellite"),
                Column("A", "Frequency", "hertz"),
                Column("B", "Symbol rate", "short"),
                Column("rf_input_id", "Input id"),
                INSTANCE,
            ],
            sort="Input",
        ),
    ),
)

CHOICE = Variable("rf_input_id", "RF input", f"label_values(vos_rf_locked{{{MINE}}}, rf_input_id)")

BOARD = Board(links.RF, "RF", "Rain or hardware, one carrier or all?", (STATE, QUALITY), variables=(CHOICE,))
