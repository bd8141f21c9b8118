// Answers how Cilium reads what is emitted for it: Services, policies, who may reach whom, and which backends a Service has in a cluster of a mesh.
//
// In, one JSON object per line: {"ask": "service", "object": {…}}. Out, one JSON object per line, in the same order; "error" where Cilium refuses.
//
// Run: go run . < questions.jsonl, or go run . operate <kubeconfig> <name of the cluster>
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"syscall"

	"github.com/cilium/cilium/pkg/annotation"
	"github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2/validator"
	corev1 "k8s.io/api/core/v1"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

type question struct {
	Ask     string            `json:"ask"`
	Object  json.RawMessage   `json:"object"`  // of "service" and "policy"
	Cluster clusterInMesh     `json:"cluster"` // the one in which it is asked
	Objects []json.RawMessage `json:"objects"` // policies of that cluster
	Lookups []lookup          `json:"lookups"` // of "flows"
	Flows   []traffic         `json:"flows"`
	Remotes []clusterInMesh   `json:"remotes"` // of "mesh"
}

type answer struct {
	Error    string    `json:"error,omitempty"`
	Global   bool      `json:"global"`
	Shared   bool      `json:"shared"`
	Affinity string    `json:"affinity"`
	Rules    int       `json:"rules"`
	Lookups  []verdict `json:"lookups"`
	Flows    []verdict `json:"flows"`
	Backends []string  `json:"backends"`
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "operate" {
		operate(os.Args[2], os.Args[3])
		return
	}
	// For root, Cilium's load balancer opens the kernel's own maps, tests or not.
	if os.Getuid() == 0 {
		must(syscall.Setuid(65534))
	}
	policies, err := validator.NewNPValidator(quiet)
	must(err)
	in := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	out := json.NewEncoder(os.Stdout)
	for in.More() {
		var q question
		must(in.Decode(&q))
		a, err := reply(q, policies)
		if err != nil {
			a.Error = err.Error()
		}
		must(out.Encode(a))
	}
}

func reply(q question, policies *validator.NPValidator) (answer, error) {
	switch q.Ask {
	case "service":
		var service corev1.Service
		err := json.Unmarshal(q.Object, &service)
		if err != nil {
			return answer{}, err
		}
		affinity, err := annotation.GetAnnotationServiceAffinity(&service)
		return answer{
			Global:   annotation.GetAnnotationIncludeExternal(&service),
			Shared:   annotation.GetAnnotationShared(&service),
			Affinity: affinity,
		}, err
	case "policy":
		entries, err := read(q.Object, policies, q.Cluster.Name)
		return answer{Rules: len(entries)}, err
	case "flows":
		return flows(q, policies)
	case "mesh":
		return mesh(q)
	case "slices":
		return synced(q)
	}
	return answer{}, fmt.Errorf("nobody knows the question %q", q.Ask)
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
