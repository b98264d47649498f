// Package hostile sends bodies that no client of a chat means to send, and answers that no chatbot means to give, through
// Envoy with the filter: deeper, longer, slower, more and more broken than anything in the wild. Each must have a defined
// answer, leave the worker serving, and take a bounded amount of memory.
//
// Requests are written on a bare socket: an HTTP client would repair what is wrong with them.
package hostile
