// Answers, for every text that it reads, whether Kubernetes and the container tools take it, and how they read it.
//
// In, one JSON object per line: {"grammar": "quantity", "text": "1.5Gi"}; where a grammar is about two texts, the second is "other";
// a selector and the labels that it is held against are "selector" and "labels".
// Out, one JSON object per line, in the same order: {"legal": true, "reading": "1610612736/1"}.
//
// Run: go run . < cases.jsonl
package main

import (
	"bufio"
	_ "crypto/sha512" // the kubelet takes sha384 and sha512 digests too
	"encoding/json"
	"fmt"
	"math/big"
	"net/netip"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/distribution/reference"
	"github.com/robfig/cron/v3"
	"k8s.io/apimachinery/pkg/api/resource"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metavalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/yaml"
)

type question struct {
	Grammar  string                `json:"grammar"`
	Text     string                `json:"text"`
	Other    string                `json:"other"`
	Selector *metav1.LabelSelector `json:"selector"`
	Labels   map[string]string     `json:"labels"`
}

type answer struct {
	Legal   bool   `json:"legal"`
	Reading string `json:"reading"`
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	in := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	print := json.NewEncoder(out)
	print.SetEscapeHTML(false)
	for in.More() {
		var q question
		must(in.Decode(&q))
		must(print.Encode(judge(q)))
	}
}

func judge(q question) answer {
	switch q.Grammar {
	case "quantity":
		_, err := resource.ParseQuantity(q.Text)
		return answer{Legal: err == nil}
	case "amount":
		return amount(q.Text)
	case "comparison":
		return comparison(q.Text, q.Other)
	case "dns-label":
		return faults(validation.IsDNS1123Label(q.Text))
	case "dns-1035-label":
		return faults(validation.IsDNS1035Label(q.Text))
	case "dns-subdomain":
		return faults(validation.IsDNS1123Subdomain(q.Text))
	case "port-name":
		return faults(validation.IsValidPortName(q.Text))
	case "environment-variable":
		return faults(validation.IsEnvVarName(q.Text))
	case "relaxed-environment-variable":
		return faults(validation.IsRelaxedEnvVarName(q.Text))
	case "config-map-key":
		return faults(validation.IsConfigMapKey(q.Text))
	case "label-key":
		return faults(validation.IsQualifiedName(q.Text))
	case "label-value":
		return faults(validation.IsValidLabelValue(q.Text))
	case "annotation-key":
		errs := apivalidation.ValidateAnnotations(map[string]string{q.Text: ""}, field.NewPath("annotations"))
		return answer{Legal: len(errs) == 0}
	case "annotations-size":
		return answer{Legal: apivalidation.ValidateAnnotationsSize(q.Labels) == nil}
	case "selector":
		return selector(q.Selector, q.Labels)
	case "ip":
		return ip(q.Text)
	case "cidr":
		return cidr(q.Text)
	case "cidr-contains":
		return contains(q.Text, q.Other)
	case "image":
		return image(q.Text)
	case "cron":
		return schedule(q.Text)
	case "cron-job-schedule":
		// As the API server has it: a zone in the line is refused for a field of its own.
		if strings.Contains(q.Text, "TZ") {
			return answer{}
		}
		return schedule(q.Text)
	case "yaml":
		return document(q.Text)
	case "budget-schedule":
		if !budgetSchedule.MatchString(q.Text) {
			return answer{}
		}
		return schedule("TZ=UTC " + q.Text)
	}
	panic("no such grammar: " + q.Grammar)
}

// As kubectl makes JSON of a document before anybody looks at its fields; a key that stands twice is an error of strict decoding.
func document(text string) answer {
	reading, err := yaml.YAMLToJSONStrict([]byte(text))
	if err != nil {
		return answer{}
	}
	return answer{Legal: true, Reading: string(reading)}
}

func faults(errs []string) answer {
	return answer{Legal: len(errs) == 0}
}

func amount(text string) answer {
	q, err := resource.ParseQuantity(text)
	if err != nil {
		return answer{}
	}
	dec := q.AsDec()
	value := new(big.Rat).SetInt(dec.UnscaledBig())
	scale := int64(dec.Scale())
	power := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(max(scale, -scale)), nil))
	if scale > 0 {
		value.Quo(value, power)
	} else {
		value.Mul(value, power)
	}
	return answer{Legal: true, Reading: value.String()}
}

func comparison(a, b string) answer {
	x, err := resource.ParseQuantity(a)
	if err != nil {
		return answer{}
	}
	y, err := resource.ParseQuantity(b)
	if err != nil {
		return answer{}
	}
	return answer{Legal: true, Reading: fmt.Sprint(x.Cmp(y))}
}

func selector(s *metav1.LabelSelector, set map[string]string) answer {
	errs := metavalidation.ValidateLabelSelector(s, metavalidation.LabelSelectorValidationOptions{}, field.NewPath("selector"))
	compiled, err := metav1.LabelSelectorAsSelector(s)
	matches := err == nil && compiled.Matches(labels.Set(set))
	return answer{Legal: len(errs) == 0, Reading: fmt.Sprint(matches)}
}

func ip(text string) answer {
	if len(validation.IsValidIPForLegacyField(field.NewPath("ip"), text, true, nil)) > 0 {
		return answer{}
	}
	addr := netip.MustParseAddr(text)
	family := "IPv6"
	if addr.Is4() {
		family = "IPv4"
	}
	return answer{Legal: true, Reading: family + " " + addr.String() + " " + scope(addr)}
}

func scope(addr netip.Addr) string {
	switch {
	case addr.IsUnspecified():
		return "unspecified"
	case addr.IsLoopback():
		return "loopback"
	case addr.IsLinkLocalUnicast():
		return "link-local"
	case addr.IsLinkLocalMulticast():
		return "link-local-multicast"
	case addr.IsMulticast():
		return "multicast"
	case addr.IsPrivate():
		return "private"
	}
	return "global"
}

func cidr(text string) answer {
	if len(validation.IsValidCIDRForLegacyField(field.NewPath("cidr"), text, true, nil)) > 0 {
		return answer{}
	}
	return answer{Legal: true, Reading: netip.MustParsePrefix(text).String()}
}

// contains takes a CIDR or one address as the inner text.
func contains(outer, inner string) answer {
	if !cidr(outer).Legal {
		return answer{}
	}
	o := netip.MustParsePrefix(outer)
	if ip(inner).Legal {
		return answer{Legal: true, Reading: fmt.Sprint(o.Contains(netip.MustParseAddr(inner)))}
	}
	if !cidr(inner).Legal {
		return answer{}
	}
	i := netip.MustParsePrefix(inner)
	return answer{Legal: true, Reading: fmt.Sprint(o.Bits() <= i.Bits() && o.Contains(i.Addr()))}
}

func image(text string) answer {
	named, err := reference.ParseNormalizedNamed(text)
	if err != nil {
		return answer{}
	}
	return answer{Legal: true, Reading: reference.TagNameOnly(named).String()}
}

// The pattern of Karpenter's definition of a NodePool.
var budgetSchedule = regexp.MustCompile(`^(@(annually|yearly|monthly|weekly|daily|midnight|hourly))|((.+)\s(.+)\s(.+)\s(.+)\s(.+))$`)

// schedule reads a line as CronJobs and the budgets of Karpenter do.
func schedule(line string) (found answer) {
	// On a time zone with nothing behind it the parser panics; whoever relies on it answers with an error.
	defer func() {
		if recover() != nil {
			found = answer{}
		}
	}()
	parsed, err := cron.ParseStandard(line)
	if err != nil {
		return answer{}
	}
	if parsed.Next(time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return answer{Legal: true, Reading: "never"}
	}
	return answer{Legal: true, Reading: "some day"}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
