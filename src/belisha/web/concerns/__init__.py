"""Concerns: `/schools/<school>/concerns/`. Something that has come up: written down, its steps and clocks from the policy, its evidence, who may open it."""
