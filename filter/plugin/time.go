package plugin

// appendTime appends a time in milliseconds since 1970 as RFC 3339 has it, in
// UTC. Package time can do more, and brings tables of zones for it.
func appendTime(b []byte, ms int64) []byte {
	days, ms := ms/86_400_000, ms%86_400_000
	// Years that begin in March end with the leap day.
	days += 719_468 // since 1 March of year 0
	era, days := days/146_097, days%146_097
	year := (days - days/1460 + days/36_524 - days/146_096) / 365
	days -= 365*year + year/4 - year/100
	month := (5*days + 2) / 153
	day := days - (153*month+2)/5 + 1
	year += 400 * era
	if month += 3; month > 12 {
		month -= 12
		year++
	}
	b = append(digits(b, year, 4), '-')
	b = append(digits(b, month, 2), '-')
	b = append(digits(b, day, 2), 'T')
	b = append(digits(b, ms/3_600_000, 2), ':')
	b = append(digits(b, ms/60_000%60, 2), ':')
	b = append(digits(b, ms/1000%60, 2), '.')
	return append(digits(b, ms%1000, 3), 'Z')
}

// digits appends the last n digits of v.
func digits(b []byte, v int64, n int) []byte {
	at := len(b)
	b = append(b, "0000"[:n]...)
	for i := at + n - 1; i >= at; i-- {
		b[i] = byte('0' + v%10)
		v /= 10
	}
	return b
}
