package main

import (
	"slices"
	"strings"
)

// idle are functions that are linked and that nothing calls: the runtime asks a variable first, which only another function
// sets, and that one is not linked; or which GODEBUG sets. Of its settings a packed module lacks schedtrace, gctrace=2, scavtrace,
// gccheckmark, checkfinalizers, tracebackancestors, fips140 and what bisect asks for.
//
// They stay as functions, as numbers of functions are addresses, and trap. The linker writes all but letters, digits and dots
// of a name as "_".
var idle = []struct {
	unless []string // the family is left as it is if one of these is linked, or begins a name
	begins []string
	except []string
}{
	{ // the tracer, and what only it reads
		unless: []string{"runtime.StartTrace", "runtime.SetCPUProfileRate"},
		begins: []string{
			"runtime.traceLocker.", "runtime.traceWriter.", "runtime.traceEventWriter.", "runtime.__traceBuf_.",
			"runtime.__traceMap_.", "runtime.__traceRegionAlloc_.", "runtime.__traceStackTable_.",
			"runtime.__traceStringTable_.", "runtime.__traceTypeTable_.", "runtime.traceAcquireEnabled",
			"runtime.traceAdvance", "runtime.traceStack", "runtime.traceSyncBatch", "runtime.traceBufFlush",
			"runtime.traceCPUFlush", "runtime.traceReadCPU", "runtime.dumpStacksRec", "runtime.dumpTypesRec",
			"runtime.__profBuf_.",
		},
		except: []string{"runtime.traceLocker.ok"},
	},
	{begins: []string{
		"runtime.schedtrace", "runtime.dumpScanStats", "runtime.printScavTrace", "runtime.checkFinalizersAndCleanups",
		"runtime.setCheckmark", "runtime.printAncestorTraceback", "internal_bisect.",
	}},
	{ // what the cryptographic module tries when it is to follow FIPS 140, and what only that needs
		unless: []string{"crypto_rand.", "crypto_sha512.", "crypto_sha3.", "crypto_hmac.", "crypto_hkdf.", "crypto_pbkdf2."},
		begins: []string{
			"crypto_internal_fips140_aes.init.0.func", "crypto_internal_fips140_sha256.init.0.func",
			"crypto_internal_fips140_aes_gcm.init.0.func", "crypto_internal_fips140_drbg.", "crypto_internal_fips140_hmac.",
			"crypto_internal_fips140_sha3.", "crypto_internal_fips140_sha512.",
		},
		except: []string{
			"crypto_internal_fips140_drbg.init", "crypto_internal_fips140_drbg.init.0", "crypto_internal_fips140_hmac.init.0",
			"crypto_internal_fips140_sha3.init.0", "crypto_internal_fips140_sha512.init.0",
		},
	},
}

// idleFunctions are the indices of the functions that nothing calls.
func idleFunctions(names map[int]string) map[int]bool {
	out := map[int]bool{}
	for _, family := range idle {
		begins := func(list []string, name string) bool {
			return slices.ContainsFunc(list, func(s string) bool { return strings.HasPrefix(name, s) })
		}
		linked := false
		for _, name := range names {
			linked = linked || begins(family.unless, name)
		}
		for index, name := range names {
			if !linked && begins(family.begins, name) && !slices.Contains(family.except, name) {
				out[index] = true
			}
		}
	}
	return out
}

// trap is the body of a function that ends the program: no locals, and no way on.
var trap = []byte{0, opUnreachable, opEnd}
