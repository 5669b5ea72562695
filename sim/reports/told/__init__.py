"""Findings as answers: what a verb found, as plain data, told in a sentence, a picture and a table.

It is read from the plain data that `--json` prints and that a kept finding holds, so that a finding is told alike
whether it was asked this moment or kept a year ago.
"""
