"""Files exchanged with the bank: transfers asked (`pain.001`), what became of them (`pain.002`, `camt`)."""
