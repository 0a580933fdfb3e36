"""The five services. None of them knows another."""
