"""The money of orders: where each part stands, what it waits for, when it is expected, reconciled with the ledger."""
