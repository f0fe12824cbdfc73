from hypothesis import settings

# A busy machine is slow, not wrong; and a run leaves nothing behind.
settings.register_profile("suite", deadline=None, database=None)
settings.load_profile("suite")
