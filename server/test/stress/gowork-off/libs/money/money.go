package money

// Cents is a sum of money.
type Cents int64
