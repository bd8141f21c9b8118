package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/cilium/cilium/pkg/clustermesh/mcsapi"
	mcsapitypes "github.com/cilium/cilium/pkg/clustermesh/mcsapi/types"
	"github.com/cilium/cilium/pkg/clustermesh/operator"
	cmtypes "github.com/cilium/cilium/pkg/clustermesh/types"
	"github.com/cilium/cilium/pkg/hive"
	fakeclient "github.com/cilium/cilium/pkg/k8s/client/testutils"
	"github.com/cilium/cilium/pkg/metrics"
	"github.com/cilium/cilium/pkg/option"
	"github.com/cilium/hive/cell"
	"github.com/go-logr/logr"
	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/runtime"
	clientscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/clientcmd"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

// operate runs the controllers of Cilium's operator that act on ServiceExports, against an API server, until it is told to end.
func operate(kubeconfig, cluster string) {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	ctrl.SetLogger(logr.Discard())
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	must(err)
	scheme := runtime.NewScheme()
	must(clientscheme.AddToScheme(scheme))
	manager, err := ctrl.NewManager(config, ctrl.Options{Scheme: scheme, Metrics: server.Options{BindAddress: "0"}})
	must(err)
	agent := hive.New(
		// Asked whether the definitions are there, which the proof sees to.
		fakeclient.FakeClientCell(),
		cell.Config(cmtypes.DefaultClusterInfo),
		cell.Config(operator.ClusterMeshConfig{}),
		cell.Config(mcsapitypes.MCSAPIConfig{}),
		metrics.Cell,
		mcsapi.Cell,
		cell.Provide(
			func() *option.DaemonConfig { return &option.DaemonConfig{EnableIPv4: true} },
			func() operator.ClusterMesh { return &loneCluster{exports: operator.NewGlobalServiceExportCache()} },
			func() ctrl.Manager { return manager },
			func() *runtime.Scheme { return scheme },
		),
	)
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	agent.RegisterFlags(flags)
	must(flags.Parse([]string{"--cluster-id=1", "--cluster-name=" + cluster, "--clustermesh-enable-mcs-api", "--clustermesh-mcs-api-install-crds"}))
	must(agent.Start(quiet, ctx))
	must(manager.Start(ctx))
	must(agent.Stop(quiet, context.Background()))
}

// loneCluster hears nothing of others.
type loneCluster struct {
	operator.ClusterMesh
	exports *operator.GlobalServiceExportCache
}

func (*loneCluster) RegisterClusterServiceExportUpdateHook(func(*mcsapitypes.MCSAPIServiceSpec)) {}
func (*loneCluster) RegisterClusterServiceExportDeleteHook(func(*mcsapitypes.MCSAPIServiceSpec)) {}
func (*loneCluster) ServiceExportsSynced(context.Context) error                                  { return nil }
func (l *loneCluster) GlobalServiceExports() *operator.GlobalServiceExportCache                  { return l.exports }
