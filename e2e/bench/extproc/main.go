// Command extproc is what the filter is compared with: an external processing service for Envoy that masks e-mail
// addresses, social security numbers and card numbers in request bodies with three regular expressions, as such
// services are usually written. It prints its address, serves, and ends when its standard input does.
//
// It is a module of its own, so that gRPC and Envoy's API are no dependencies of the filter.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"regexp"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	extproc "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"google.golang.org/grpc"
)

var masks = []struct {
	re   *regexp.Regexp
	with []byte
}{
	{regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`), []byte("[EMAIL]")},
	{regexp.MustCompile(`\b\d{3}-\d{2}-\d{4}\b`), []byte("[SSN]")},
	{regexp.MustCompile(`\b(?:\d[ -]?){12,15}\d\b`), []byte("[CARD]")},
}

type service struct {
	extproc.UnimplementedExternalProcessorServer
}

// Process serves one HTTP exchange.
func (service) Process(stream extproc.ExternalProcessor_ProcessServer) error {
	for {
		req, err := stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.Send(answer(req)); err != nil {
			return err
		}
	}
}

func answer(req *extproc.ProcessingRequest) *extproc.ProcessingResponse {
	body := req.GetRequestBody()
	if body == nil {
		return &extproc.ProcessingResponse{Response: &extproc.ProcessingResponse_RequestHeaders{
			RequestHeaders: &extproc.HeadersResponse{},
		}}
	}
	masked := body.Body
	for _, m := range masks {
		masked = m.re.ReplaceAll(masked, m.with)
	}
	return &extproc.ProcessingResponse{Response: &extproc.ProcessingResponse_RequestBody{
		RequestBody: &extproc.BodyResponse{Response: &extproc.CommonResponse{
			HeaderMutation: &extproc.HeaderMutation{SetHeaders: []*core.HeaderValueOption{{
				Header: &core.HeaderValue{Key: "content-length", RawValue: fmt.Append(nil, len(masked))},
			}}},
			BodyMutation: &extproc.BodyMutation{Mutation: &extproc.BodyMutation_Body{Body: masked}},
		}},
	}}
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(l.Addr().(*net.TCPAddr).Port)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	s := grpc.NewServer()
	extproc.RegisterExternalProcessorServer(s, service{})
	log.Fatal(s.Serve(l))
}
