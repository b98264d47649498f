package abi

func init() { setHost(&current) }
