"""Concerns: something that has come up, handled by the policy's procedure, and its evidence; readable only by those whom the procedure names."""
