// Answers whether Istio takes objects, by the conversion and the validation of its admission webhook.
//
// In, one object as JSON per line. Out, one JSON object per line, in the same order; "error" where Istio refuses.
//
// Run: go run . < objects.jsonl
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/resource"
	"istio.io/istio/pkg/log"
)

type answer struct {
	Error    string `json:"error,omitempty"`
	Warnings string `json:"warnings,omitempty"`
}

func main() {
	for _, scope := range log.Scopes() {
		scope.SetOutputLevel(log.NoneLevel)
	}
	in := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	out := json.NewEncoder(os.Stdout)
	for in.More() {
		var object crd.IstioKind
		must(in.Decode(&object))
		must(out.Encode(judge(&object)))
	}
}

func judge(object *crd.IstioKind) answer {
	kind := object.GroupVersionKind()
	schema, found := collections.Pilot.FindByGroupKind(resource.FromKubernetesGVK(&kind))
	if !found {
		return answer{Error: fmt.Sprintf("%s is no kind of Istio's", kind)}
	}
	config, err := crd.ConvertObject(schema, object, "cluster.local")
	if err != nil {
		return answer{Error: err.Error()}
	}
	warning, err := schema.ValidateConfig(*config)
	result := answer{}
	if err != nil {
		result.Error = err.Error()
	}
	if warning != nil {
		result.Warnings = warning.Error()
	}
	return result
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
